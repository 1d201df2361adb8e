using System.Collections.Concurrent;
using OrleansFederation.Artifacts;
using OrleansFederation.Training;

namespace OrleansFederation.Fixtures;

/// <summary>The real store, which remembers what clients wrote there whole.</summary>
internal sealed class KeptUpdates(IUpdateStore real) : IUpdateStore
{
    /// <summary>The bytes of each update.</summary>
    public ConcurrentDictionary<TaskKey, ReadOnlyMemory<byte>> Written { get; } = [];

    public Task<ArtifactRef> WriteAsync(string site, TaskKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (key.Attempt > 0)
        {
            Written[key] = content.ToArray();
        }

        return real.WriteAsync(site, key, content, cancellationToken);
    }

    public Task<ReadOnlyMemory<byte>?> ReadAsync(string site, TaskKey key, ArtifactRef expected, CancellationToken cancellationToken) =>
        real.ReadAsync(site, key, expected, cancellationToken);

    public Task<IArtifactWriter> BeginAsync(string site, TaskKey key, CancellationToken cancellationToken) => real.BeginAsync(site, key, cancellationToken);

    public Task<int> ReadAsync(string site, TaskKey key, ArtifactRef expected, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        real.ReadAsync(site, key, expected, offset, destination, cancellationToken);

    public Task DiscardAsync(string site, string federation, int round, IReadOnlyList<int> kept, CancellationToken cancellationToken) => real.DiscardAsync(site, federation, round, kept, cancellationToken);
}
