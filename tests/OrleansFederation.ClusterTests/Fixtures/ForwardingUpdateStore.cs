using OrleansFederation.Artifacts;
using OrleansFederation.Training;

namespace OrleansFederation.Fixtures;

/// <summary>The real store behind one that a test puts before it: what that does otherwise, it overrides.</summary>
internal abstract class ForwardingUpdateStore(IUpdateStore real) : IUpdateStore
{
    public virtual Task<ArtifactRef> WriteAsync(string site, TaskKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        real.WriteAsync(site, key, content, cancellationToken);

    public virtual Task<ReadOnlyMemory<byte>?> ReadAsync(string site, TaskKey key, ArtifactRef expected, CancellationToken cancellationToken) =>
        real.ReadAsync(site, key, expected, cancellationToken);

    public virtual Task<IArtifactWriter> BeginAsync(string site, TaskKey key, CancellationToken cancellationToken) => real.BeginAsync(site, key, cancellationToken);

    public virtual Task<int> ReadAsync(string site, TaskKey key, ArtifactRef expected, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        real.ReadAsync(site, key, expected, offset, destination, cancellationToken);

    public virtual Task DiscardAsync(string site, string federation, int round, IReadOnlyList<int> kept, CancellationToken cancellationToken) =>
        real.DiscardAsync(site, federation, round, kept, cancellationToken);
}
