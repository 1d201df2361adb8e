using System.Globalization;
using System.Security.Cryptography;
using OrleansFederation.Databases;
using OrleansFederation.Errors;

namespace OrleansFederation.Artifacts;

/// <summary>
/// Artifacts as files named by their digest (<c>ab/cdef…</c>), references as rows. A file's time of modification says when somebody
/// last wrote or found it. Work on files runs on pool threads, never in the caller's turn; work on one digest is one at a time.
/// </summary>
internal sealed class FileArtifactStore : IArtifactStore
{
    private const int Stripes = 64;
    private const int CompareBytes = 64 * 1024;

    private readonly string _folder;
    private readonly string _temporary;
    private readonly string _transient;
    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly ArtifactCache _cache;
    private readonly SemaphoreSlim[] _stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1, 1))];
    private long _written;

    /// <summary>Uses a folder, and removes what a process that died left half-written in it.</summary>
    /// <param name="folder">The folder; created where it does not exist.</param>
    /// <param name="database">Where the references are.</param>
    /// <param name="clock">Says when an artifact was wanted.</param>
    /// <param name="cacheBytes">The most bytes of verified content to keep in memory.</param>
    public FileArtifactStore(string folder, Database database, TimeProvider clock, long cacheBytes)
    {
        _folder = folder;
        _temporary = Path.Combine(folder, "tmp");
        _transient = Path.Combine(folder, "transient");
        _database = database;
        _clock = clock;
        _cache = new ArtifactCache(cacheBytes);
        AtomicFile.CreateFolder(folder, flush: true);
        AtomicFile.CreateFolder(_temporary, flush: false);
        AtomicFile.CreateFolder(_transient, flush: false);
        CreatePrefixes();
        foreach (var leftover in (IEnumerable<string>)[.. Directory.EnumerateFiles(_temporary), .. Directory.EnumerateFiles(_transient)])
        {
            File.Delete(leftover);
        }
    }

    /// <inheritdoc/>
    public Task<ArtifactRef> WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => Task.Run(async () =>
    {
        var artifact = new ArtifactRef(Convert.ToHexStringLower(SHA256.HashData(content.Span)), content.Length);
        var stripe = StripeOf(artifact);
        await stripe.WaitAsync(cancellationToken);
        try
        {
            var path = PathOf(artifact);
            if (IsStored(path, artifact, content.Span))
            {
                Touch(path);
            }
            else
            {
                var temporary = Path.Combine(_temporary, $"{artifact.Digest}.{Interlocked.Increment(ref _written)}");
                AtomicFile.Write(temporary, path, content.Span, flush: true, _clock.GetUtcNow());
            }

            _cache.Add(artifact.Digest, content);
            return artifact;
        }
        finally
        {
            stripe.Release();
        }
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<ArtifactRef> WriteTransientAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => Task.Run(() =>
    {
        var artifact = new ArtifactRef(Convert.ToHexStringLower(SHA256.HashData(content.Span)), content.Length);
        var temporary = Path.Combine(_temporary, $"{artifact.Digest}.{Interlocked.Increment(ref _written)}");
        AtomicFile.Write(temporary, TransientOf(artifact), content.Span, flush: false, _clock.GetUtcNow());
        _cache.Add(artifact.Digest, content);
        return artifact;
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<IArtifactWriter> BeginAsync(bool transient, CancellationToken cancellationToken) =>
        Task.FromResult<IArtifactWriter>(new BufferedArtifactWriter(this, transient, _ =>
        {
            var temporary = Path.Combine(_temporary, $"begun.{Interlocked.Increment(ref _written)}");
            return Task.FromResult<IArtifactWriter>(new FileArtifactWriter(temporary, flush: !transient, (artifact, cancellation) => TakeAsync(temporary, artifact, transient, cancellation)));
        }));

    /// <inheritdoc/>
    public Task<StoredArtifact?> FindAsync(string digest, CancellationToken cancellationToken)
    {
        var artifact = new ArtifactRef(digest, 0);
        var (path, transient) = (PathOf(artifact), TransientOf(artifact));
        return Task.Run(() => new FileInfo(path) is { Exists: true } kept ? new StoredArtifact(artifact with { Length = kept.Length }, IsTransient: false)
            : new FileInfo(transient) is { Exists: true } brief ? new StoredArtifact(artifact with { Length = brief.Length }, IsTransient: true)
            : null, cancellationToken);
    }

    /// <inheritdoc/>
    public Task DiscardTransientAsync(ArtifactRef artifact, CancellationToken cancellationToken) => Task.Run(() =>
    {
        _cache.Remove(artifact.Digest);
        File.Delete(TransientOf(artifact));
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> ReadAsync(ArtifactRef artifact, CancellationToken cancellationToken)
    {
        var path = PathOf(artifact);
        if (_cache.TryGet(artifact.Digest, out var content))
        {
            return Task.FromResult(content);
        }

        return Task.Run(async () =>
        {
            var stripe = StripeOf(artifact);
            await stripe.WaitAsync(cancellationToken);
            try
            {
                if (!_cache.TryGet(artifact.Digest, out var verified))
                {
                    verified = ArtifactFile.ReadVerified(File.Exists(path) ? path : TransientOf(artifact), artifact);
                    _cache.Add(artifact.Digest, verified);
                }

                return verified;
            }
            finally
            {
                stripe.Release();
            }
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> ReadAsync(ArtifactRef artifact, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var path = PathOf(artifact);
        if (_cache.TryGet(artifact.Digest, out var content))
        {
            var piece = content[(int)Math.Min(offset, content.Length)..];
            piece = piece[..Math.Min(piece.Length, destination.Length)];
            piece.CopyTo(destination);
            return Task.FromResult(piece.Length);
        }

        return Task.Run(() =>
        {
            using var handle = ArtifactFile.Open(File.Exists(path) ? path : TransientOf(artifact), artifact);
            return ArtifactFile.ReadFully(handle, offset, destination.Span);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task ReferenceAsync(IReadOnlyList<ArtifactRef> artifacts, string owner, CancellationToken cancellationToken)
    {
        // In one order by everybody, so that nobody waits in a circle.
        SemaphoreSlim[] stripes = [.. artifacts.Select(IndexOf).Distinct().Order().Select(index => _stripes[index])];
        var held = 0;
        try
        {
            foreach (var stripe in stripes)
            {
                await stripe.WaitAsync(cancellationToken);
                held++;
            }

            foreach (var artifact in artifacts)
            {
                var path = PathOf(artifact);
                if (!File.Exists(path))
                {
                    throw ArtifactFile.Missing(path, artifact);
                }

                Touch(path);
            }

            await _database.WriteAsync(
            [
                .. artifacts.Select(artifact => Statement.Command(
                    "insert into artifact_reference (owner, digest, length) values (@owner, @digest, @length) on conflict (owner, digest) do nothing",
                    Parameter.Text("owner", owner), Parameter.Text("digest", artifact.Digest), Parameter.Integer("length", artifact.Length))),
            ], cancellationToken);
        }
        finally
        {
            foreach (var stripe in stripes.AsSpan(0, held))
            {
                stripe.Release();
            }
        }
    }

    /// <inheritdoc/>
    public Task DiscardAsync(ArtifactRef artifact, CancellationToken cancellationToken) =>
        Task.Run(() => RemoveAsync(artifact, DateTime.MaxValue, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<int> SweepAsync(TimeSpan unwantedFor, CancellationToken cancellationToken)
    {
        var before = (_clock.GetUtcNow() - unwantedFor).UtcDateTime;
        var candidates = await Task.Run(() => Unwanted(before), cancellationToken);
        if (candidates.Count == 0)
        {
            return 0;
        }

        var referenced = await _database.ReadAsync(Statement.Query("select distinct digest from artifact_reference"), static row => row.Text(0), cancellationToken);
        candidates.ExceptWith(referenced);
        var removed = 0;
        foreach (var digest in candidates)
        {
            cancellationToken.ThrowIfCancellationRequested();
            removed += await RemoveAsync(new ArtifactRef(digest, 0), before, cancellationToken) ? 1 : 0;
        }

        return removed;
    }

    private async Task TakeAsync(string temporary, ArtifactRef artifact, bool transient, CancellationToken cancellationToken)
    {
        var path = transient ? TransientOf(artifact) : PathOf(artifact);
        var stripe = StripeOf(artifact);
        await stripe.WaitAsync(cancellationToken);
        try
        {
            // Over a file that is there already as well: the right bytes are in hand, and that one may be damaged.
            await Task.Run(() => AtomicFile.Move(temporary, path, flush: !transient, _clock.GetUtcNow()), cancellationToken);
        }
        catch (Exception exception) when (FileFaults.Translate(exception, path) is { } translated)
        {
            throw translated;
        }
        finally
        {
            stripe.Release();
        }
    }

    // All at once and before the first artifact: a folder made when it is needed would cost that write another flush.
    private void CreatePrefixes()
    {
        if (Directory.Exists(Path.Combine(_folder, "ff")))
        {
            return;
        }

        for (var prefix = 0; prefix <= byte.MaxValue; prefix++)
        {
            AtomicFile.CreateFolder(Path.Combine(_folder, prefix.ToString("x2", CultureInfo.InvariantCulture)), flush: prefix == byte.MaxValue);
        }
    }

    private HashSet<string> Unwanted(DateTime before)
    {
        var digests = new HashSet<string>(StringComparer.Ordinal);
        foreach (var folder in Directory.EnumerateDirectories(_folder).Where(folder => folder != _temporary && folder != _transient))
        {
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles())
            {
                var digest = Path.GetFileName(folder) + file.Name;
                if (file.LastWriteTimeUtc < before && ArtifactNames.IsDigest(digest))
                {
                    digests.Add(digest);
                }
            }
        }

        return digests;
    }

    // While the stripe is held nobody writes, finds or references the artifact: it is looked at once more and then removed.
    private async Task<bool> RemoveAsync(ArtifactRef artifact, DateTime before, CancellationToken cancellationToken)
    {
        var path = PathOf(artifact);
        var stripe = StripeOf(artifact);
        await stripe.WaitAsync(cancellationToken);
        try
        {
            if (!File.Exists(path) || File.GetLastWriteTimeUtc(path) >= before)
            {
                return false;
            }

            var references = await _database.ReadAsync(
                Statement.Query("select count(*) from artifact_reference where digest = @digest", Parameter.Text("digest", artifact.Digest)),
                static row => row.Long(0), cancellationToken);
            if (references.Single() > 0)
            {
                return false;
            }

            File.Delete(path);
            _cache.Remove(artifact.Digest);
            return true;
        }
        finally
        {
            stripe.Release();
        }
    }

    // A file that is there but damaged is written again: the right bytes are in hand.
    private bool IsStored(string path, ArtifactRef artifact, ReadOnlySpan<byte> content)
    {
        if (new FileInfo(path) is not { Exists: true } file || file.Length != content.Length)
        {
            return false;
        }

        if (_cache.TryGet(artifact.Digest, out _))
        {
            return true;
        }

        using var handle = File.OpenHandle(path);
        var buffer = new byte[Math.Min(CompareBytes, Math.Max(content.Length, 1))];
        for (var offset = 0; offset < content.Length;)
        {
            var read = RandomAccess.Read(handle, buffer, offset);
            if (read == 0 || !content.Slice(offset, read).SequenceEqual(buffer.AsSpan(0, read)))
            {
                return false;
            }

            offset += read;
        }

        return true;
    }

    private void Touch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, _clock.GetUtcNow().UtcDateTime);
        }
        catch (Exception exception) when (FileFaults.Translate(exception, path) is { } translated)
        {
            throw translated;
        }
    }

    private static int IndexOf(ArtifactRef artifact) => Convert.ToInt32(ArtifactNames.DigestOf(artifact)[..2], 16) % Stripes;

    private SemaphoreSlim StripeOf(ArtifactRef artifact) => _stripes[IndexOf(artifact)];

    private string TransientOf(ArtifactRef artifact) => Path.Combine(_transient, ArtifactNames.DigestOf(artifact));

    private string PathOf(ArtifactRef artifact) => Path.Combine(_folder, ArtifactNames.DigestOf(artifact)[..2], artifact.Digest[2..]);
}
