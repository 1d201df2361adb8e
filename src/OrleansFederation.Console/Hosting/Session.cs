using OrleansFederation.Cli;
using OrleansFederation.Errors;

namespace OrleansFederation.Hosting;

/// <summary>The way to the federation for the time of one command: a silo in this process.</summary>
internal sealed class Session : IAsyncDisposable
{
    private readonly EmbeddedSilo _silo;

    private Session(EmbeddedSilo silo, FederationClient client)
    {
        _silo = silo;
        Client = client;
    }

    /// <summary>The verbs, in the name of the principal whom the settings name.</summary>
    public FederationClient Client { get; }

    /// <summary>Starts the silo.</summary>
    /// <exception cref="FederationException">FED2001 to FED2010.</exception>
    public static async Task<Session> OpenAsync(Settings settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        var silo = await EmbeddedSilo.StartAsync(
            new EmbeddedSiloOptions(settings.StateDirectory, settings.Postgres, settings.Verbose), cancellationToken);
        return new Session(silo, new FederationClient(silo.Grains, settings.Principal, clock));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _silo.DisposeAsync();
}
