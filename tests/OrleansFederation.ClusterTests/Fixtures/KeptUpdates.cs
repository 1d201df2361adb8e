using System.Collections.Concurrent;
using OrleansFederation.Artifacts;
using OrleansFederation.Training;

namespace OrleansFederation.Fixtures;

/// <summary>The real store, which remembers what clients wrote there whole.</summary>
internal sealed class KeptUpdates(IUpdateStore real) : ForwardingUpdateStore(real)
{
    /// <summary>The bytes of each update.</summary>
    public ConcurrentDictionary<TaskKey, ReadOnlyMemory<byte>> Written { get; } = [];

    public override Task<ArtifactRef> WriteAsync(string site, TaskKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (key.Attempt > 0)
        {
            Written[key] = content.ToArray();
        }

        return base.WriteAsync(site, key, content, cancellationToken);
    }
}
