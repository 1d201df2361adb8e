using System.Security.Cryptography;
using OrleansFederation.Errors;

namespace OrleansFederation.Artifacts;

/// <summary>
/// The artifacts of a site's silo, which lie at its coordinators: fetched over HTTP, verified, and kept in a bounded cache on disk and, small
/// ones, in memory. Partial sums are spooled to disk and sent. Nothing is whole in memory unless its caller asks for whole content.
/// </summary>
internal sealed class RemoteArtifactStore(ArtifactTransfer transfer, CacheFolder folder, long memoryBytes) : IArtifactStore
{
    private const int Stripes = 64;

    private readonly ArtifactCache _memory = new(memoryBytes);
    private readonly SemaphoreSlim[] _stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1, 1))];

    /// <inheritdoc/>
    public Task<ArtifactRef> WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => SendAsync(content, transient: false, cancellationToken);

    /// <inheritdoc/>
    public Task<ArtifactRef> WriteTransientAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => SendAsync(content, transient: true, cancellationToken);

    /// <inheritdoc/>
    public Task<IArtifactWriter> BeginAsync(bool transient, CancellationToken cancellationToken) =>
        Task.FromResult<IArtifactWriter>(new BufferedArtifactWriter(this, transient, _ =>
        {
            // The address of an artifact is its digest, which is known when all of it is here.
            var spool = folder.Temporary();
            return Task.FromResult<IArtifactWriter>(new FileArtifactWriter(spool, flush: false, (artifact, cancellation) =>
                transfer.PutAsync(artifact, transient, () => new FileStream(spool, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.Asynchronous | FileOptions.SequentialScan), cancellation)));
        }));

    /// <inheritdoc/>
    public async Task<StoredArtifact?> FindAsync(string digest, CancellationToken cancellationToken)
    {
        ArtifactNames.DigestOf(new(digest, 0));
        return await transfer.FindAsync(digest, cancellationToken) is { } found ? new(found, IsTransient: false) : null;
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(ArtifactRef artifact, CancellationToken cancellationToken)
    {
        if (_memory.TryGet(ArtifactNames.DigestOf(artifact), out var cached))
        {
            return cached;
        }

        var content = GC.AllocateUninitializedArray<byte>(checked((int)artifact.Length));
        var filled = 0;
        using (var file = await OpenAsync(artifact, cancellationToken))
        {
            if (file is not null)
            {
                filled = await Task.Run(() => ArtifactFile.ReadFully(file, 0, content), cancellationToken);
            }
            else
            {
                await transfer.GetAsync(artifact, 0, artifact.Length, block =>
                {
                    block.CopyTo(content.AsMemory(filled));
                    filled += block.Length;
                    return ValueTask.CompletedTask;
                }, cancellationToken);
            }
        }

        if (filled != content.Length || Convert.ToHexStringLower(SHA256.HashData(content)) != artifact.Digest)
        {
            // A file that went bad is fetched anew by whoever asks next.
            folder.Remove(artifact.Digest);
            throw ArtifactNames.Damaged("the artifact cache", artifact, "its content does not match its SHA-256");
        }

        _memory.Add(artifact.Digest, content);
        return content;
    }

    /// <inheritdoc/>
    public async Task<int> ReadAsync(ArtifactRef artifact, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArtifactNames.DigestOf(artifact);
        var wanted = destination[..(int)Math.Clamp(artifact.Length - offset, 0, destination.Length)];
        if (wanted.IsEmpty)
        {
            return 0;
        }

        if (_memory.TryGet(artifact.Digest, out var content))
        {
            content.Slice((int)offset, wanted.Length).CopyTo(wanted);
            return wanted.Length;
        }

        using var file = await OpenAsync(artifact, cancellationToken);
        if (file is not null)
        {
            return await Task.Run(() => ArtifactFile.ReadFully(file, offset, wanted.Span), cancellationToken);
        }

        var filled = 0;
        await transfer.GetAsync(artifact, offset, wanted.Length, block =>
        {
            block.CopyTo(wanted[filled..]);
            filled += block.Length;
            return ValueTask.CompletedTask;
        }, cancellationToken);
        return filled;
    }

    /// <summary>Never done: a site owns no artifacts, and its rounds and versions are kept by the coordinators.</summary>
    /// <inheritdoc/>
    public Task ReferenceAsync(IReadOnlyList<ArtifactRef> artifacts, string owner, CancellationToken cancellationToken) =>
        throw FederationErrors.ArtifactRefused.Exception($"owner {owner}", "a site owns no artifacts");

    /// <summary>Nothing to do: the cache is bounded at every write, and what the coordinators keep they sweep.</summary>
    /// <inheritdoc/>
    public Task<int> SweepAsync(TimeSpan unwantedFor, CancellationToken cancellationToken) => Task.FromResult(0);

    private async Task<ArtifactRef> SendAsync(ReadOnlyMemory<byte> content, bool transient, CancellationToken cancellationToken)
    {
        var artifact = new ArtifactRef(Convert.ToHexStringLower(SHA256.HashData(content.Span)), content.Length);
        await transfer.PutAsync(artifact, transient, () => new MemoryStream(content.ToArray(), writable: false), cancellationToken);
        return artifact;
    }

    /// <summary>Opens the file of an artifact, fetching it where it is not kept; null where it is too large to be kept.</summary>
    private async Task<Microsoft.Win32.SafeHandles.SafeFileHandle?> OpenAsync(ArtifactRef artifact, CancellationToken cancellationToken)
    {
        if (!folder.Fits(artifact.Length))
        {
            return null;
        }

        if (folder.TryOpen(artifact) is { } kept)
        {
            return kept;
        }

        var stripe = _stripes[Convert.ToInt32(artifact.Digest[..2], 16) % Stripes];
        await stripe.WaitAsync(cancellationToken);
        try
        {
            if (folder.TryOpen(artifact) is { } fetchedMeanwhile)
            {
                return fetchedMeanwhile;
            }

            await FetchAsync(artifact, cancellationToken);
            return folder.TryOpen(artifact);
        }
        finally
        {
            stripe.Release();
        }
    }

    private async Task FetchAsync(ArtifactRef artifact, CancellationToken cancellationToken)
    {
        var temporary = folder.Temporary();
        await using var file = new FileArtifactWriter(temporary, flush: false, static (_, _) => Task.CompletedTask);
        await transfer.GetAsync(artifact, 0, artifact.Length, block => file.WriteAsync(block, cancellationToken), cancellationToken);
        var fetched = await file.CompleteAsync(cancellationToken);
        if (fetched != artifact)
        {
            throw ArtifactNames.Damaged("the coordinator", artifact, $"it sent {fetched.Length} bytes of the SHA-256 {fetched.Digest[..12]}…");
        }

        folder.Add(temporary, artifact);
    }
}
