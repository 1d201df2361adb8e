using System.Collections.Concurrent;
using System.Security.Cryptography;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;

namespace OrleansFederation.Inference;

/// <summary>An artifact store in memory that counts its reads, and holds them back while its gate is closed.</summary>
internal sealed class MemoryArtifacts : IArtifactStore
{
    private readonly ConcurrentDictionary<string, ReadOnlyMemory<byte>> _contents = new();
    private int _reads;

    /// <summary>What reads wait for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>How many whole artifacts were read.</summary>
    public int Reads => _reads;

    /// <summary>Stores bytes.</summary>
    public ArtifactRef Add(ReadOnlyMemory<byte> content)
    {
        var artifact = new ArtifactRef(Convert.ToHexStringLower(SHA256.HashData(content.Span)), content.Length);
        _contents[artifact.Digest] = content;
        return artifact;
    }

    public Task<ArtifactRef> WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => Task.FromResult(Add(content));

    public async Task<ReadOnlyMemory<byte>> ReadAsync(ArtifactRef artifact, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        await Gate.WaitAsync(cancellationToken);
        return _contents.TryGetValue(artifact.Digest, out var content)
            ? content
            : throw FederationErrors.ArtifactDamaged.Exception(artifact.Digest, "it is missing");
    }

    public Task<int> ReadAsync(ArtifactRef artifact, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var rest = _contents[artifact.Digest].Slice((int)offset);
        rest = rest[..Math.Min(rest.Length, destination.Length)];
        rest.CopyTo(destination);
        return Task.FromResult(rest.Length);
    }

    public Task<StoredArtifact?> FindAsync(string digest, CancellationToken cancellationToken) =>
        Task.FromResult(_contents.TryGetValue(digest, out var content) ? new StoredArtifact(new(digest, content.Length), IsTransient: false) : null);

    public Task ReferenceAsync(IReadOnlyList<ArtifactRef> artifacts, string owner, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<int> SweepAsync(TimeSpan unwantedFor, CancellationToken cancellationToken) => Task.FromResult(0);
}
