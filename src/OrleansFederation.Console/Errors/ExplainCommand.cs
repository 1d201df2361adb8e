using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Output;

namespace OrleansFederation.Errors;

/// <summary>Explains an error code, or lists them all.</summary>
internal sealed class ExplainCommand : FedCommand
{
    private readonly Argument<string?> _code = new("CODE")
    {
        Description = "The code, for example FED3005; without it all are listed.",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "CODE",
    };

    public ExplainCommand() : base("explain", "Explains an error code.", "fed explain FED3005")
    {
        _code.CompletionSources.Add([.. FederationErrors.All.Select(error => error.Code)]);
        Add(_code);
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (context.Parse.GetValue(_code) is not { Length: > 0 } wanted)
        {
            context.Terminal.List("errors", FederationErrors.All, () => Listing.Table(
                [new Column("code"), new Column("exit", Right: true, Rank: 1), new Column("meaning")],
                [.. FederationErrors.All.Select(error => new Cell[] { error.Code, $"{error.ExitCode}", error.Title })]), "");
            return Task.FromResult(ExitCodes.Ok);
        }

        var error = FederationErrors.Find(wanted) ?? throw Unknown(wanted);
        context.Terminal.Show(() => new Block(width => Lines(error, width), cut: false), () => JsonForm.Of(error));
        return Task.FromResult(ExitCodes.Ok);
    }

    private static IEnumerable<Line> Lines(FederationError error, int width)
    {
        yield return Line.Of(error.Code, Palette.Strong).With($": {error.Title}");
        foreach (var line in Paragraph.Lines(error.Explanation, Math.Min(width, Paragraph.ReadingWidth) - 2))
        {
            yield return Line.Of($"  {line}");
        }

        var label = "  try:  ";
        foreach (var line in Paragraph.Lines(error.Remedy, Math.Min(width, Paragraph.ReadingWidth) - label.Length))
        {
            yield return Line.Of(label, Palette.Quiet).With(line);
            label = "        ";
        }

        yield return Line.Of("  exit: ", Palette.Quiet).With($"{error.ExitCode}");
    }

    private static FederationException Unknown(string code)
    {
        var near = Suggestions.For(code, FederationErrors.All.Select(error => error.Code));
        return FederationErrors.UnknownCode.Exception(
            code, "the registry has no such code", near.Count > 0 ? $"Did you mean {Suggestions.Join(near)}? `fed explain` lists them all." : null);
    }
}
