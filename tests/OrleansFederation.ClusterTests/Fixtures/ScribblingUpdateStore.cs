using OrleansFederation.Artifacts;
using OrleansFederation.Training;

namespace OrleansFederation.Fixtures;

/// <summary>The real store, to which some of what sites hold comes as other bytes, with a receipt of their own, and from which reading may fail.</summary>
/// <param name="real">The real store.</param>
/// <param name="scribble">What a site holds under a name in the place of what it was given; null leaves it.</param>
/// <param name="look">Looks at what is read before it is.</param>
internal sealed class ScribblingUpdateStore(IUpdateStore real, Func<string, TaskKey, ReadOnlyMemory<byte>, byte[]?> scribble, Action<string, TaskKey>? look = null) : IUpdateStore
{
    /// <summary>Spoils every update of one client, and leaves its length.</summary>
    public ScribblingUpdateStore(IUpdateStore real, string client)
        : this(real, (_, key, content) => key.Client == client ? [.. Enumerable.Repeat((byte)0xA5, content.Length)] : null)
    {
    }

    public Task<ArtifactRef> WriteAsync(string site, TaskKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        real.WriteAsync(site, key, scribble(site, key, content) ?? content, cancellationToken);

    public Task<ReadOnlyMemory<byte>?> ReadAsync(string site, TaskKey key, ArtifactRef expected, CancellationToken cancellationToken)
    {
        look?.Invoke(site, key);
        return real.ReadAsync(site, key, expected, cancellationToken);
    }

    public Task<IArtifactWriter> BeginAsync(string site, TaskKey key, CancellationToken cancellationToken) => real.BeginAsync(site, key, cancellationToken);

    public Task<int> ReadAsync(string site, TaskKey key, ArtifactRef expected, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        look?.Invoke(site, key);
        return real.ReadAsync(site, key, expected, offset, destination, cancellationToken);
    }

    public Task DiscardAsync(string site, string federation, int round, IReadOnlyList<int> kept, CancellationToken cancellationToken) =>
        real.DiscardAsync(site, federation, round, kept, cancellationToken);
}
