using System.CommandLine;
using OrleansFederation.Errors;

namespace OrleansFederation.Cli;

/// <summary>Turns what is wrong with a command line into problems, with what was probably meant.</summary>
internal static class UsageProblems
{
    /// <summary>Gives at least one problem for a command line with errors.</summary>
    public static IReadOnlyList<Problem> Of(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        var path = PathOf(command);
        var help = $"Run `{path} --help`.";
        if (parse.UnmatchedTokens is [var unknown, ..])
        {
            var candidates = unknown.StartsWith('-')
                ? Chain(command).SelectMany(c => c.Options).Where(option => !option.Hidden).SelectMany(option => option.Aliases.Append(option.Name)).Distinct()
                : command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name);
            var meant = Suggestions.For(unknown, candidates);
            var what = unknown.StartsWith('-') ? "an option" : command.Subcommands.Count > 0 ? "a command" : "an argument";
            return [FederationErrors.Usage.At(path, $"`{unknown}` is not {what} of `{path}`", meant.Count > 0 ? $"Did you mean {Suggestions.Join(meant)}? {help}" : help)];
        }

        return [.. parse.Errors.Select(error => error.Message).Distinct().Select(message => FederationErrors.Usage.At(path, message.TrimEnd('.'), help))];
    }

    /// <summary>Gives what people type to get to a command.</summary>
    public static string PathOf(Command command) =>
        string.Join(' ', Chain(command).Reverse().Select(c => c is RootCommand ? FedRoot.Program : c.Name));

    private static IEnumerable<Command> Chain(Command command)
    {
        for (Symbol? symbol = command; symbol is Command current; symbol = current.Parents.FirstOrDefault())
        {
            yield return current;
        }
    }
}
