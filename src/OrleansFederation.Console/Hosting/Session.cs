using OrleansFederation.Cli;
using OrleansFederation.Connections;
using OrleansFederation.Errors;

namespace OrleansFederation.Hosting;

/// <summary>The way to the federation for the time of one command: a silo in this process, or a connection to a cluster.</summary>
internal sealed class Session : IAsyncDisposable
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(10);

    private readonly IAsyncDisposable _way;

    private Session(IAsyncDisposable way, FederationClient client)
    {
        _way = way;
        Client = client;
    }

    /// <summary>The verbs, in the name of the principal whom the settings name.</summary>
    public FederationClient Client { get; }

    /// <summary>Starts the silo, or connects.</summary>
    /// <exception cref="FederationException">FED2001 to FED2011, FED2041.</exception>
    public static async Task<Session> OpenAsync(Settings settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (settings.Gateways.Count > 0)
        {
            var connection = await ClusterConnection.ConnectAsync(new(settings.Gateways), ConnectWithin, cancellationToken: cancellationToken);
            return new(connection, new(connection.Grains, settings.Principal, clock, settings.Token));
        }

        var silo = await EmbeddedSilo.StartAsync(
            new EmbeddedSiloOptions(settings.StateDirectory, settings.Postgres, settings.Verbose), cancellationToken);
        return new Session(silo, new FederationClient(silo.Grains, settings.Principal, clock));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _way.DisposeAsync();
}
