using OrleansFederation.Fixtures;

namespace OrleansFederation.Frame;

/// <summary>The database that <c>FED_POSTGRES</c> names, else one on a private server that ends with this.</summary>
internal sealed class BenchmarkPostgres : IAsyncDisposable
{
    private readonly PrivatePostgres? _server;

    private BenchmarkPostgres(string connectionString, PrivatePostgres? server) => (ConnectionString, _server) = (connectionString, server);

    public string ConnectionString { get; }

    /// <summary>Starts the server where none is named; null, and why, where there is none to start.</summary>
    public static async Task<(BenchmarkPostgres? Database, string? Absence)> StartAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("FED_POSTGRES") is { Length: > 0 } given)
        {
            return (new(given, null), null);
        }

        var (server, absence) = await PrivatePostgres.StartAsync(cancellationToken);
        return server is null ? (null, absence) : (new(server.ConnectionString, server), null);
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
