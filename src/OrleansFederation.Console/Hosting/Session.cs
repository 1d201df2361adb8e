using OrleansFederation.Cli;
using OrleansFederation.Errors;

namespace OrleansFederation.Hosting;

/// <summary>The way to the federation for the time of one command: a silo in this process.</summary>
internal sealed class Session : IAsyncDisposable
{
    private Session(FederationClient client) => Client = client;

    /// <summary>The verbs, in the name of the principal whom the settings name.</summary>
    public FederationClient Client { get; }

    /// <summary>Starts the silo.</summary>
    /// <exception cref="FederationException">FED2001 to FED2007.</exception>
    public static Task<Session> OpenAsync(Settings settings, TimeProvider clock, CancellationToken cancellationToken) =>
        throw FederationErrors.SiloStart.Exception("silo", "not linked yet");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
