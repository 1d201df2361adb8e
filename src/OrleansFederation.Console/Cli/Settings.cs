using OrleansFederation.Output;

namespace OrleansFederation.Cli;

/// <summary>What the global options and the environment say.</summary>
/// <param name="Output">The form of the data on standard output.</param>
/// <param name="StateDirectory">The folder of the embedded silo's state.</param>
/// <param name="Postgres">The connection string of the database; null keeps the state in SQLite.</param>
/// <param name="Principal">In whose name calls are made.</param>
/// <param name="Verbose">Whether logs and stack traces are shown.</param>
/// <param name="Color">Whether text is coloured.</param>
/// <param name="Repeat">The options that a next command must repeat to mean the same federation, with a space before them; without secrets.</param>
internal sealed record Settings(
    OutputMode Output, string StateDirectory, string? Postgres, string Principal, bool Verbose, ColorMode Color, string Repeat = "")
{
    /// <summary>What the command line says about where the federation is.</summary>
    public ConnectionRequest Connection { get; init; } = new();
}
