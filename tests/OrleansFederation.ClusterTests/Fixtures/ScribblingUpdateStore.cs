using OrleansFederation.Artifacts;
using OrleansFederation.Training;

namespace OrleansFederation.Fixtures;

/// <summary>The real store, to which one client's updates come as other bytes, of the same length and with a receipt of their own; those of all attempts and rounds, or of the first ones.</summary>
internal sealed class ScribblingUpdateStore(IUpdateStore real, string client, int attempts = int.MaxValue, int rounds = int.MaxValue) : ForwardingUpdateStore(real)
{
    public override Task<ArtifactRef> WriteAsync(string site, TaskKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        base.WriteAsync(site, key, key.Client == client && key.Attempt <= attempts && key.Round <= rounds ? Enumerable.Repeat((byte)0xA5, content.Length).ToArray() : content, cancellationToken);
}
