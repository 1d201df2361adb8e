namespace OrleansFederation.Hosting;

/// <summary>What an embedded silo is started with.</summary>
/// <param name="StateDirectory">The folder that holds its state; made where it does not exist. One process at a time may use it.</param>
/// <param name="Postgres">A connection string where rows and grain state are kept in Postgres; null keeps them in SQLite in the state directory.</param>
/// <param name="Verbose">Whether logs go to standard error; otherwise only into nothing, since every failure is answered to the caller.</param>
public sealed record EmbeddedSiloOptions(string StateDirectory, string? Postgres = null, bool Verbose = false)
{
    /// <summary>Further services, registered after the platform's own; for tests and benchmarks that replace a port.</summary>
    public Action<IServiceCollection>? Configure { get; init; }
}
