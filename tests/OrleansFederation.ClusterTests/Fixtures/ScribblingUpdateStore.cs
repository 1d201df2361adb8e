using OrleansFederation.Artifacts;
using OrleansFederation.Training;

namespace OrleansFederation.Fixtures;

/// <summary>The real store, to which some of what sites hold comes as other bytes, with a receipt of their own, and from which reading may fail.</summary>
/// <param name="real">The real store.</param>
/// <param name="scribble">What a site holds under a name in the place of what it was given; null leaves it.</param>
/// <param name="look">Looks at what is read before it is.</param>
internal sealed class ScribblingUpdateStore(IUpdateStore real, Func<string, TaskKey, ReadOnlyMemory<byte>, byte[]?> scribble, Action<string, TaskKey>? look = null)
    : ForwardingUpdateStore(real)
{
    /// <summary>Spoils updates of one client and leaves their length: those of all attempts and rounds, or of the first ones.</summary>
    public ScribblingUpdateStore(IUpdateStore real, string client, int attempts = int.MaxValue, int rounds = int.MaxValue)
        : this(real, (_, key, content) => key.Client == client && key.Attempt <= attempts && key.Round <= rounds ? [.. Enumerable.Repeat((byte)0xA5, content.Length)] : null)
    {
    }

    public override Task<ArtifactRef> WriteAsync(string site, TaskKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        base.WriteAsync(site, key, scribble(site, key, content) ?? content, cancellationToken);

    public override Task<ReadOnlyMemory<byte>?> ReadAsync(string site, TaskKey key, ArtifactRef expected, CancellationToken cancellationToken)
    {
        look?.Invoke(site, key);
        return base.ReadAsync(site, key, expected, cancellationToken);
    }

    public override Task<int> ReadAsync(string site, TaskKey key, ArtifactRef expected, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        look?.Invoke(site, key);
        return base.ReadAsync(site, key, expected, offset, destination, cancellationToken);
    }
}
