using System.Collections.Concurrent;
using System.Security.Cryptography;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;

namespace OrleansFederation.Doctor;

/// <summary>Artifacts for the time of a check, in memory: the doctor leaves nothing behind.</summary>
internal sealed class MemoryArtifacts : IArtifactStore
{
    private readonly ConcurrentDictionary<string, byte[]> _bytes = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<ArtifactRef> WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var artifact = new ArtifactRef(Convert.ToHexStringLower(SHA256.HashData(content.Span)), content.Length);
        _bytes[artifact.Digest] = content.ToArray();
        return Task.FromResult(artifact);
    }

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> ReadAsync(ArtifactRef artifact, CancellationToken cancellationToken) =>
        Task.FromResult<ReadOnlyMemory<byte>>(Find(artifact));

    /// <inheritdoc/>
    public Task<int> ReadAsync(ArtifactRef artifact, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var rest = Find(artifact).AsMemory((int)Math.Min(offset, artifact.Length));
        var piece = rest[..Math.Min(rest.Length, destination.Length)];
        piece.CopyTo(destination);
        return Task.FromResult(piece.Length);
    }

    /// <inheritdoc/>
    public Task<StoredArtifact?> FindAsync(string digest, CancellationToken cancellationToken) =>
        Task.FromResult(_bytes.TryGetValue(digest, out var bytes) ? new StoredArtifact(new(digest, bytes.Length), IsTransient: false) : null);

    /// <inheritdoc/>
    public Task ReferenceAsync(IReadOnlyList<ArtifactRef> artifacts, string owner, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<int> SweepAsync(TimeSpan unwantedFor, CancellationToken cancellationToken) => Task.FromResult(0);

    private byte[] Find(ArtifactRef artifact) => _bytes.TryGetValue(artifact.Digest, out var bytes)
        ? bytes
        : throw FederationErrors.ArtifactDamaged.Exception($"artifact {artifact.Digest}", "it was never written");
}
