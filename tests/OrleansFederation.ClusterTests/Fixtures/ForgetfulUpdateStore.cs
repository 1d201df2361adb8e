using OrleansFederation.Artifacts;
using OrleansFederation.Training;

namespace OrleansFederation.Fixtures;

/// <summary>The real store, which has lost an update of one client so many times as a test says, of whatever round or of one.</summary>
internal sealed class ForgetfulUpdateStore(IUpdateStore real, string client, int times, int round = 0) : ForwardingUpdateStore(real)
{
    private int _left = times;

    /// <summary>How many updates were written; partial sums, which have no attempt, are not counted.</summary>
    public int Writes { get; private set; }

    public override Task<ArtifactRef> WriteAsync(string site, TaskKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Writes += key.Attempt > 0 ? 1 : 0;
        return base.WriteAsync(site, key, content, cancellationToken);
    }

    public override async Task<ReadOnlyMemory<byte>?> ReadAsync(string site, TaskKey key, ArtifactRef expected, CancellationToken cancellationToken) =>
        IsForgotten(key) ? null : await base.ReadAsync(site, key, expected, cancellationToken);

    public override Task<IArtifactWriter> BeginAsync(string site, TaskKey key, CancellationToken cancellationToken)
    {
        Writes += key.Attempt > 0 ? 1 : 0;
        return base.BeginAsync(site, key, cancellationToken);
    }

    public override async Task<int> ReadAsync(string site, TaskKey key, ArtifactRef expected, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        IsForgotten(key) ? 0 : await base.ReadAsync(site, key, expected, offset, destination, cancellationToken);

    private bool IsForgotten(TaskKey key) => key.Client == client && (round == 0 || key.Round == round) && Interlocked.Decrement(ref _left) >= 0;
}
