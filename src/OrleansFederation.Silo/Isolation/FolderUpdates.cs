using System.Security.Cryptography;
using OrleansFederation.Artifacts;
using OrleansFederation.Training;

namespace OrleansFederation.Isolation;

/// <summary>Where the process of a task leaves what it made: one file in the task's folder, which its silo takes over.</summary>
/// <param name="folder">The folder.</param>
internal sealed class FolderUpdates(TaskFolder folder) : IUpdateStore
{
    /// <inheritdoc/>
    public async Task<ArtifactRef> WriteAsync(string site, TaskKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await using var writer = await BeginAsync(site, key, cancellationToken);
        await writer.WriteAsync(content, cancellationToken);
        return await writer.CompleteAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IArtifactWriter> BeginAsync(string site, TaskKey key, CancellationToken cancellationToken) => Task.FromResult<IArtifactWriter>(new Writer(folder.Update));

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>?> ReadAsync(string site, TaskKey key, ArtifactRef expected, CancellationToken cancellationToken) => throw WriteOnly();

    /// <inheritdoc/>
    public Task<int> ReadAsync(string site, TaskKey key, ArtifactRef expected, long offset, Memory<byte> destination, CancellationToken cancellationToken) => throw WriteOnly();

    /// <inheritdoc/>
    public Task DiscardAsync(string site, string federation, int round, IReadOnlyList<int> kept, CancellationToken cancellationToken) => throw WriteOnly();

    private static NotSupportedException WriteOnly() => new("A task writes one update and reads none.");

    private sealed class Writer(string path) : IArtifactWriter
    {
        private readonly FileStream _file = new(path, FileMode.Create, FileAccess.Write);
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken)
        {
            _hash.AppendData(block.Span);
            await _file.WriteAsync(block, cancellationToken);
        }

        public async Task<ArtifactRef> CompleteAsync(CancellationToken cancellationToken)
        {
            await _file.FlushAsync(cancellationToken);
            return new(Convert.ToHexStringLower(_hash.GetHashAndReset()), _file.Length);
        }

        public async ValueTask DisposeAsync()
        {
            _hash.Dispose();
            await _file.DisposeAsync();
        }
    }
}
