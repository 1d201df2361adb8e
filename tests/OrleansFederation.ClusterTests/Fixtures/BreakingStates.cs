using OrleansFederation.Clients;
using OrleansFederation.Errors;

namespace OrleansFederation.Fixtures;

/// <summary>The real store, which fails after it has written what a test says: as a task does that dies between its state and its receipt.</summary>
internal sealed class BreakingStates(IClientStateStore real, Func<ClientStateKey, bool> breaks, bool hangs = false) : IClientStateStore
{
    public async Task WriteAsync(ClientStateKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await real.WriteAsync(key, content, cancellationToken);
        if (breaks(key))
        {
            if (hangs)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }

            throw FederationErrors.TrainingFailed.Exception(key.Client, "the test says so");
        }
    }

    public Task<ReadOnlyMemory<byte>> ReadAsync(ClientStateKey key, CancellationToken cancellationToken) => real.ReadAsync(key, cancellationToken);

    public Task SweepAsync(string site, string federation, int before, IReadOnlyList<string> clients, CancellationToken cancellationToken) =>
        real.SweepAsync(site, federation, before, clients, cancellationToken);
}
