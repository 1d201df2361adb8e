using System.Collections.Concurrent;
using System.Security.Cryptography;
using OrleansFederation.Errors;
using OrleansFederation.Storage;

namespace OrleansFederation.Artifacts;

/// <summary>Artifacts as files named by their digest, and references to them as rows.</summary>
internal sealed class FileArtifactStore(string directory, Database database, TimeProvider clock) : IArtifactStore
{
    private readonly VerifiedCache _cache = new(64 << 20);
    private readonly SemaphoreSlim[] _stripes = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    public async Task<ArtifactRef> WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var artifact = new ArtifactRef(Convert.ToHexStringLower(SHA256.HashData(content.Span)), content.Length);
        var path = PathOf(artifact.Digest);
        var stripe = StripeOf(artifact.Digest);
        await stripe.WaitAsync(cancellationToken);
        try
        {
            if (new FileInfo(path) is { Exists: true } found && found.Length == content.Length)
            {
                File.SetLastWriteTimeUtc(path, clock.GetUtcNow().UtcDateTime);
            }
            else
            {
                await DurableFile.WriteAsync(path, content, flush: true, cancellationToken);
            }
        }
        catch (Exception fault)
        {
            throw StorageFailures.Wrap(fault, path);
        }
        finally
        {
            stripe.Release();
        }

        _cache.Add(artifact, content.ToArray());
        return artifact;
    }

    public async Task<ReadOnlyMemory<byte>> ReadAsync(ArtifactRef artifact, CancellationToken cancellationToken)
    {
        if (_cache.Find(artifact) is { } known)
        {
            return known;
        }

        byte[] content;
        try
        {
            content = await File.ReadAllBytesAsync(PathOf(artifact.Digest), cancellationToken);
        }
        catch (IOException fault)
        {
            throw new FederationException(FederationErrors.ArtifactDamaged.At($"artifact {artifact.Digest}", fault.Message), fault);
        }

        if (Convert.ToHexStringLower(SHA256.HashData(content)) != artifact.Digest)
        {
            throw FederationErrors.ArtifactDamaged.Exception($"artifact {artifact.Digest}", $"its {content.Length} bytes no longer match the digest");
        }

        _cache.Add(artifact, content);
        return content;
    }

    public async Task<int> ReadAsync(ArtifactRef artifact, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        try
        {
            using var file = File.OpenHandle(PathOf(artifact.Digest));
            return await RandomAccess.ReadAsync(file, destination, offset, cancellationToken);
        }
        catch (IOException fault)
        {
            throw new FederationException(FederationErrors.ArtifactDamaged.At($"artifact {artifact.Digest}", fault.Message), fault);
        }
    }

    public Task ReferenceAsync(ArtifactRef artifact, string owner, CancellationToken cancellationToken) => database.ExecuteAsync(
        "insert into artifact_reference (digest, owner, length) values (@digest, @owner, @length) on conflict (digest, owner) do nothing", cancellationToken,
        ("digest", artifact.Digest), ("owner", owner), ("length", artifact.Length));

    public async Task<int> SweepAsync(TimeSpan unwantedFor, CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var path in Directory.Exists(directory) ? Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories) : [])
        {
            cancellationToken.ThrowIfCancellationRequested();
            var digest = Path.GetFileName(Path.GetDirectoryName(path)) + Path.GetFileName(path);
            var stripe = StripeOf(digest);
            await stripe.WaitAsync(cancellationToken);
            try
            {
                if (clock.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(path) >= unwantedFor
                    && (await database.QueryAsync("select 1 from artifact_reference where digest = @digest limit 1", _ => 1, cancellationToken, ("digest", digest))).Count == 0)
                {
                    File.Delete(path);
                    removed++;
                }
            }
            finally
            {
                stripe.Release();
            }
        }

        return removed;
    }

    private string PathOf(string digest) => digest.Length == 64 && digest.All(char.IsAsciiHexDigitLower)
        ? Path.Combine(directory, digest[..2], digest[2..])
        : throw FederationErrors.ArtifactDamaged.Exception($"artifact {digest}", "it is not a SHA-256");

    private SemaphoreSlim StripeOf(string digest) => _stripes[(uint)digest.GetHashCode(StringComparison.Ordinal) % (uint)_stripes.Length];
}
