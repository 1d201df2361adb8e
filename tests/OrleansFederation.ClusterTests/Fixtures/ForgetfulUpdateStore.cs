using OrleansFederation.Artifacts;
using OrleansFederation.Training;

namespace OrleansFederation.Fixtures;

/// <summary>The real store, which has lost an update of one client so many times as a test says, of whatever round or of one.</summary>
internal sealed class ForgetfulUpdateStore(IUpdateStore real, string client, int times, int round = 0) : IUpdateStore
{
    private int _left = times;

    /// <summary>How many updates were written; partial sums, which have no attempt, are not counted.</summary>
    public int Writes { get; private set; }

    public Task<ArtifactRef> WriteAsync(string site, TaskKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Writes += key.Attempt > 0 ? 1 : 0;
        return real.WriteAsync(site, key, content, cancellationToken);
    }

    public async Task<ReadOnlyMemory<byte>?> ReadAsync(string site, TaskKey key, ArtifactRef expected, CancellationToken cancellationToken) =>
        IsForgotten(key) && Interlocked.Decrement(ref _left) >= 0 ? null : await real.ReadAsync(site, key, expected, cancellationToken);

    public Task<IArtifactWriter> BeginAsync(string site, TaskKey key, CancellationToken cancellationToken)
    {
        Writes += key.Attempt > 0 ? 1 : 0;
        return real.BeginAsync(site, key, cancellationToken);
    }

    public async Task<int> ReadAsync(string site, TaskKey key, ArtifactRef expected, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        IsForgotten(key) && Interlocked.Decrement(ref _left) >= 0 ? 0 : await real.ReadAsync(site, key, expected, offset, destination, cancellationToken);

    public Task DiscardAsync(string site, string federation, int round, IReadOnlyList<int> kept, CancellationToken cancellationToken) =>
        real.DiscardAsync(site, federation, round, kept, cancellationToken);

    private bool IsForgotten(TaskKey key) => key.Client == client && (round == 0 || key.Round == round);
}
