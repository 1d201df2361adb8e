using OrleansFederation.Artifacts;
using OrleansFederation.Training;

namespace OrleansFederation.Fixtures;

/// <summary>The real store, to which one client's updates come as other bytes, of the same length and with a receipt of their own.</summary>
internal sealed class ScribblingUpdateStore(IUpdateStore real, string client) : IUpdateStore
{
    public Task<ArtifactRef> WriteAsync(string site, TaskKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        real.WriteAsync(site, key, key.Client == client ? Enumerable.Repeat((byte)0xA5, content.Length).ToArray() : content, cancellationToken);

    public Task<ReadOnlyMemory<byte>?> ReadAsync(string site, TaskKey key, ArtifactRef expected, CancellationToken cancellationToken) => real.ReadAsync(site, key, expected, cancellationToken);

    public Task<IArtifactWriter> BeginAsync(string site, TaskKey key, CancellationToken cancellationToken) => real.BeginAsync(site, key, cancellationToken);

    public Task<int> ReadAsync(string site, TaskKey key, ArtifactRef expected, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        real.ReadAsync(site, key, expected, offset, destination, cancellationToken);

    public Task DiscardAsync(string site, string federation, int round, IReadOnlyList<int> kept, CancellationToken cancellationToken) =>
        real.DiscardAsync(site, federation, round, kept, cancellationToken);
}
