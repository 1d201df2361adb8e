using System.CommandLine;
using OrleansFederation.Output;

namespace OrleansFederation.Cli;

/// <summary>The options that every command takes.</summary>
internal sealed class GlobalOptions
{
    private readonly ConsoleHost _host;

    public GlobalOptions(ConsoleHost host)
    {
        _host = host;
        Output.AcceptOnlyFromAmong("text", "json", "jsonl", "none");
        Color.AcceptOnlyFromAmong("auto", "always", "never");
    }

    private Option<string> Output { get; } = new("--output", "-o")
    {
        Description = "The form of the data on standard output.",
        DefaultValueFactory = _ => "text",
        Recursive = true,
    };

    private Option<string?> State { get; } = new("--state")
    {
        Description = "The folder that holds the state (FED_STATE).",
        HelpName = "DIR",
        Recursive = true,
    };

    private Option<string?> Postgres { get; } = new("--postgres")
    {
        Description = "Keep the state in this database (FED_POSTGRES).",
        HelpName = "CONNECTION",
        Recursive = true,
    };

    private Option<string?> Profile { get; } = new("--profile")
    {
        Description = "Talk to the cluster of this profile; `local` is a silo in this process (FED_PROFILE).",
        HelpName = "NAME",
        Recursive = true,
    };

    private Option<string?> Gateway { get; } = new("--gateway")
    {
        Description = "Talk to the cluster behind these gateways (FED_GATEWAY).",
        HelpName = "HOST:PORT,…",
        Recursive = true,
    };

    private Option<string?> As { get; } = new("--as")
    {
        Description = "Act in the name of somebody else.",
        HelpName = "NAME",
        Recursive = true,
    };

    private Option<bool> Verbose { get; } = new("--verbose") { Description = "Show logs, and stack traces of faults.", Recursive = true };

    private Option<string> Color { get; } = new("--color")
    {
        Description = "Whether text is coloured.",
        DefaultValueFactory = _ => "auto",
        Recursive = true,
    };

    /// <summary>Adds the options to the root command.</summary>
    public void AddTo(RootCommand root)
    {
        root.Options.Add(Output);
        root.Options.Add(State);
        root.Options.Add(Postgres);
        root.Options.Add(Profile);
        root.Options.Add(Gateway);
        root.Options.Add(As);
        root.Options.Add(Verbose);
        root.Options.Add(Color);
    }

    /// <summary>Reads what was given. Works on a command line with mistakes too, so that its errors have the form asked for.</summary>
    public Settings Read(ParseResult parse) => new(
        Enum.TryParse<OutputMode>(Given(parse, Output), ignoreCase: true, out var mode) ? mode : OutputMode.Text,
        Path.GetFullPath(Given(parse, State) ?? NotEmpty("FED_STATE") ?? DefaultState()),
        Given(parse, Postgres) ?? NotEmpty("FED_POSTGRES"),
        Given(parse, As) ?? Environment.UserName,
        parse.GetResult(Verbose) is { Implicit: false } verbose && verbose.GetValueOrDefault<bool>(),
        Enum.TryParse<ColorMode>(Given(parse, Color), ignoreCase: true, out var color) ? color : ColorMode.Auto,
        (Given(parse, State) is { } state ? $" --state {Quote(state)}" : "") + (Given(parse, Postgres) is not null ? " --postgres …" : "")
            + (Given(parse, Profile) is { } profile ? $" --profile {profile}" : "") + (Given(parse, Gateway) is { } gateway ? $" --gateway {gateway}" : ""))
    {
        Connection = new(Given(parse, Profile), Given(parse, Gateway), Given(parse, State) is not null || Given(parse, Postgres) is not null),
    };

    private static string Quote(string text) => text.Contains(' ', StringComparison.Ordinal) ? $"\"{text}\"" : text;

    private static string? Given(ParseResult parse, Option option) =>
        parse.GetResult(option) is { Tokens.Count: > 0 } result && result.Tokens[^1].Value is { Length: > 0 } value ? value : null;

    private string DefaultState() => Path.Combine(
        NotEmpty("XDG_STATE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state"),
        "orleans-federation");

    private string? NotEmpty(string name) => _host.Variable(name) is { Length: > 0 } value ? value : null;
}
