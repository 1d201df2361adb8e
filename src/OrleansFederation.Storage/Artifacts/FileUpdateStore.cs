using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using OrleansFederation.Errors;
using OrleansFederation.Naming;
using OrleansFederation.Training;

namespace OrleansFederation.Artifacts;

/// <summary>
/// Updates as files: <c>{site}/{federation}/{round}/{client}.{attempt}.safetensors</c>, small ones many to a file. They are not flushed, since a lost update is
/// trained again with the same seed; they are never seen half-written, and their digest is verified when they are read.
/// </summary>
/// <param name="folder">The folder of all sites that this process carries.</param>
/// <param name="clock">Dates the files.</param>
/// <param name="cacheBytes">The most bytes of updates to keep in memory as well, since most are folded moments after they were written; 0 keeps none.</param>
/// <param name="packedBytes">Updates of at most so many bytes share files; 0 gives each a file of its own.</param>
internal sealed class FileUpdateStore(string folder, TimeProvider clock, long cacheBytes = 0, int packedBytes = 0) : IUpdateStore
{
    private readonly ArtifactCache _cache = new(cacheBytes);
    private readonly ConcurrentDictionary<string, UpdatePack> _packs = new(StringComparer.Ordinal);

    private long _written;

    /// <inheritdoc/>
    public Task<ArtifactRef> WriteAsync(string site, TaskKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var path = PathOf(site, key);
        return Task.Run(() =>
        {
            var digest = SHA256.HashData(content.Span);
            var artifact = new ArtifactRef(Convert.ToHexStringLower(digest), content.Length);
            var temporary = $"{path}.{Interlocked.Increment(ref _written)}.tmp";
            AtomicFile.CreateFolder(Path.GetDirectoryName(path)!, flush: false);
            try
            {
                if (content.Length <= packedBytes)
                {
                    PackOf(path).Add(Path.GetFileName(path), digest, content);
                }
                else
                {
                    AtomicFile.Write(temporary, path, content.Span, flush: false, clock.GetUtcNow());
                }
            }
            catch (DirectoryNotFoundException exception)
            {
                throw Discarded(path, exception);
            }

            _cache.Add(CacheKey(path, artifact), content);
            return artifact;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>?> ReadAsync(string site, TaskKey key, ArtifactRef expected, CancellationToken cancellationToken)
    {
        var path = PathOf(site, key);
        return _cache.TryGet(CacheKey(path, expected), out var content)
            ? Task.FromResult<ReadOnlyMemory<byte>?>(content)
            : Task.Run(() => Read(path, expected), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IArtifactWriter> BeginAsync(string site, TaskKey key, CancellationToken cancellationToken)
    {
        var path = PathOf(site, key);
        var temporary = $"{path}.{Interlocked.Increment(ref _written)}.tmp";
        AtomicFile.CreateFolder(Path.GetDirectoryName(path)!, flush: false);
        return Task.FromResult<IArtifactWriter>(new FileArtifactWriter(temporary, flush: false, (_, cancellation) => Task.Run(() =>
        {
            try
            {
                AtomicFile.Move(temporary, path, flush: false, clock.GetUtcNow());
            }
            catch (Exception exception) when (exception is DirectoryNotFoundException or FileNotFoundException)
            {
                throw Discarded(path, exception);
            }
            catch (Exception exception) when (FileFaults.Translate(exception, path) is { } translated)
            {
                throw translated;
            }
        }, cancellation)));
    }

    /// <inheritdoc/>
    public Task<int> ReadAsync(string site, TaskKey key, ArtifactRef expected, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var path = PathOf(site, key);
        var length = (int)Math.Clamp(expected.Length - offset, 0, destination.Length);
        if (_cache.TryGet(CacheKey(path, expected), out var content))
        {
            content.Span.Slice((int)Math.Min(offset, content.Length), length).CopyTo(destination.Span);
            return Task.FromResult(length);
        }

        return Task.Run(() =>
        {
            try
            {
                using var handle = Open(path, expected, out var begin);
                return handle is null ? 0 : ArtifactFile.ReadFully(handle, begin + offset, destination.Span[..length]);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Missing and unreadable are the same to the round: the update is trained again.
                return 0;
            }
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task DiscardAsync(string site, string federation, int round, IReadOnlyList<int> kept, CancellationToken cancellationToken)
    {
        var path = Path.GetDirectoryName(FolderOf(site, federation, round))!;
        return Task.Run(() =>
        {
            try
            {
                foreach (var folder in Directory.GetDirectories(path).Where(folder => IsOver(folder, round, kept)))
                {
                    _packs.TryRemove(folder, out _);
                    Directory.Delete(folder, recursive: true);
                }
            }
            catch (DirectoryNotFoundException)
            {
                // Nothing to discard: no client of the round lives here, or it was discarded before.
            }
            catch (Exception exception) when (FileFaults.Translate(exception, path) is { } translated)
            {
                throw translated;
            }
        }, cancellationToken);
    }

    private static bool IsOver(string folder, int round, IReadOnlyList<int> kept) =>
        int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= round && !kept.Contains(number);

    private UpdatePack PackOf(string path) => _packs.GetOrAdd(Path.GetDirectoryName(path)!, static folder => new(folder));

    /// <summary>Opens the file that an update is in, of its own or shared; null where it has not the update's length.</summary>
    private SafeFileHandle? Open(string path, ArtifactRef expected, out long begin)
    {
        var packed = expected.Length <= packedBytes ? PackOf(path).Find(Path.GetFileName(path), expected.Digest) : null;
        (var file, begin) = packed ?? (path, 0);
        var handle = File.OpenHandle(file, share: FileShare.ReadWrite | FileShare.Delete);
        if (packed is not null || RandomAccess.GetLength(handle) == expected.Length)
        {
            return handle;
        }

        handle.Dispose();
        return null;
    }

    private ReadOnlyMemory<byte>? Read(string path, ArtifactRef expected)
    {
        try
        {
            using var handle = Open(path, expected, out var begin);
            if (handle is null)
            {
                return null;
            }

            var content = GC.AllocateUninitializedArray<byte>(checked((int)expected.Length));
            return ArtifactFile.ReadFully(handle, begin, content) == content.Length && Convert.ToHexStringLower(SHA256.HashData(content)) == expected.Digest ? (ReadOnlyMemory<byte>?)content : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Missing and unreadable are the same to the round: the update is trained again.
            return null;
        }
    }

    private static FederationException Discarded(string path, Exception exception) =>
        new(FederationErrors.UpdateLost.At(path, "the round's updates were discarded while this one was written"), exception);

    // An update that was written again under its name has another digest: what is found is always what the receipt states.
    private static string CacheKey(string path, ArtifactRef update) => $"{path} {update.Digest}";

    private string PathOf(string site, TaskKey key) => Path.Combine(FolderOf(site, key.Federation, key.Round),
        string.Create(CultureInfo.InvariantCulture, $"{Valid(key.Client)}.{key.Attempt}.safetensors"));

    private string FolderOf(string site, string federation, int round) =>
        Path.Combine(folder, Valid(site), Valid(federation), round.ToString(CultureInfo.InvariantCulture));

    // A valid name begins with a letter or digit and has no slash: it cannot lead out of the folder.
    private static string Valid(string name) =>
        Names.IsValid(name) ? name : throw FederationErrors.InvalidName.Exception(name ?? "(null)", "the name has characters that names may not have");
}
