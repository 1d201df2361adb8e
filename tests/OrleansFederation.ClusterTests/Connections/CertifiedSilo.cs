namespace OrleansFederation.Connections;

/// <summary>One silo with a certificate, for tests that only knock.</summary>
public sealed class CertifiedSilo : IAsyncLifetime
{
    internal Authority Authority { get; } = new();

    internal GuardedSilo Silo { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Silo = await GuardedSilo.StartAsync(Authority.Coordinator);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        Authority.Dispose();
    }
}
