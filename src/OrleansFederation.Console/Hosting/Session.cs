using OrleansFederation.Cli;
using OrleansFederation.Connections;
using OrleansFederation.Errors;
using OrleansFederation.Output;
using OrleansFederation.Telemetry;

namespace OrleansFederation.Hosting;

/// <summary>The way to the federation for the time of one command: a silo in this process, or a connection to a cluster.</summary>
internal sealed class Session : IAsyncDisposable
{
    private readonly IAsyncDisposable _way;

    private Session(IAsyncDisposable way, FederationClient client, ConnectionProfile? profile)
    {
        _way = way;
        Client = client;
        Profile = profile;
    }

    /// <summary>The verbs, in the name of the principal whom the settings name.</summary>
    public FederationClient Client { get; }

    /// <summary>The profile of the cluster; null for a silo in this process.</summary>
    public ConnectionProfile? Profile { get; }

    /// <summary>Starts the silo, or connects.</summary>
    /// <exception cref="FederationException">FED2001 to FED2011, FED2041, FED2046.</exception>
    public static async Task<Session> OpenAsync(
        ConnectionProfile? profile, TimeSpan within, Settings settings, Terminal terminal, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (profile is not null)
        {
            var connection = await ClusterConnection.OpenAsync(profile, within, terminal.Say, client => client.AddFederationTraces(), cancellationToken);
            return new(connection, new(connection, settings.Principal, clock), profile);
        }

        var silo = await EmbeddedSilo.StartAsync(
            new EmbeddedSiloOptions(settings.StateDirectory, settings.Postgres, settings.Verbose), cancellationToken);
        return new Session(silo, new FederationClient(silo.Grains, settings.Principal, clock), null);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _way.DisposeAsync();
}
