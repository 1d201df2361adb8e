using System.Security.Cryptography;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;

namespace OrleansFederation.Isolation;

/// <summary>The artifacts that the process of a task reads: those that its silo laid into the folder, and what it makes for itself.</summary>
/// <param name="folder">The folder.</param>
internal sealed class FolderArtifacts(TaskFolder folder) : IArtifactStore
{
    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(ArtifactRef artifact, CancellationToken cancellationToken)
    {
        var bytes = await File.ReadAllBytesAsync(Find(artifact), cancellationToken);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == artifact.Digest
            ? bytes
            : throw FederationErrors.ArtifactDamaged.Exception($"artifact {artifact.Digest}", "its bytes have another digest");
    }

    /// <inheritdoc/>
    public async Task<int> ReadAsync(ArtifactRef artifact, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(Find(artifact));
        return await RandomAccess.ReadAsync(file, destination, offset, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StoredArtifact?> FindAsync(string digest, CancellationToken cancellationToken) =>
        Task.FromResult(new FileInfo(Path.Combine(folder.Artifacts, digest)) is { Exists: true } file ? new StoredArtifact(new(digest, file.Length), IsTransient: true) : null);

    /// <inheritdoc/>
    public async Task<ArtifactRef> WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        // For the task itself: nobody else reads the folder, which goes with the task.
        var artifact = new ArtifactRef(Convert.ToHexStringLower(SHA256.HashData(content.Span)), content.Length);
        await File.WriteAllBytesAsync(Path.Combine(folder.Artifacts, artifact.Digest), content, cancellationToken);
        return artifact;
    }

    /// <inheritdoc/>
    public Task ReferenceAsync(IReadOnlyList<ArtifactRef> artifacts, string owner, CancellationToken cancellationToken) => throw ReadOnly();

    /// <inheritdoc/>
    public Task<int> SweepAsync(TimeSpan unwantedFor, CancellationToken cancellationToken) => throw ReadOnly();

    private static NotSupportedException ReadOnly() => new("A task keeps no artifacts.");

    private string Find(ArtifactRef artifact)
    {
        var file = new FileInfo(Path.Combine(folder.Artifacts, artifact.Digest));
        return file.Exists && file.Length == artifact.Length
            ? file.FullName
            : throw FederationErrors.ArtifactDamaged.Exception($"artifact {artifact.Digest}", "the task's folder has no such file of its length");
    }
}
