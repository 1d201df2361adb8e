using System.Security.Cryptography;
using OrleansFederation.Databases;
using OrleansFederation.Errors;

namespace OrleansFederation.Artifacts;

/// <summary>
/// Artifacts in Postgres, in chunks of 1 MiB. An artifact is there once its blob has a digest, which it gets in one statement; who writes
/// or finds it touches its row, and the sweep deletes only rows that were not touched, so the two cannot miss each other.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="clock">Says when an artifact was wanted.</param>
/// <param name="cacheBytes">The most bytes of verified content to keep in memory.</param>
internal sealed class PostgresArtifactStore(Database database, TimeProvider clock, long cacheBytes) : IArtifactStore
{
    private const int SweepAtOnce = 100;
    private const int ReadAtOnce = 4 << 20;

    private static readonly ChunkTables Lasting = new("artifact_blob", "artifact_chunk");
    private static readonly ChunkTables Transient = new("artifact_transient", "artifact_transient_chunk");

    private readonly ArtifactCache _cache = new(cacheBytes);

    /// <inheritdoc/>
    public Task<ArtifactRef> WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        WriteAsync(content, transient: false, cancellationToken);

    /// <inheritdoc/>
    public Task<ArtifactRef> WriteTransientAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        WriteAsync(content, transient: true, cancellationToken);

    /// <inheritdoc/>
    public Task<IArtifactWriter> BeginAsync(bool transient, CancellationToken cancellationToken) =>
        Task.FromResult<IArtifactWriter>(new BufferedArtifactWriter(this, transient, cancellation => OpenAsync(transient, cancellation)));

    /// <inheritdoc/>
    public async Task<StoredArtifact?> FindAsync(string digest, CancellationToken cancellationToken)
    {
        var artifact = new ArtifactRef(digest, 0);
        ArtifactNames.DigestOf(artifact);
        var found = await database.ReadAsync(
            [Lasting.Find(digest), Transient.Find(digest)], static () => new SortedDictionary<int, long>(),
            static (rows, query, row) => rows[query] = row.Long(0), cancellationToken);
        return found.Count == 0 ? null : new(artifact with { Length = found.First().Value }, found.First().Key == 1);
    }

    /// <inheritdoc/>
    public Task DiscardTransientAsync(ArtifactRef artifact, CancellationToken cancellationToken)
    {
        _cache.Remove(ArtifactNames.DigestOf(artifact));
        return database.WriteAsync([Transient.Discard(artifact)], cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(ArtifactRef artifact, CancellationToken cancellationToken)
    {
        if (_cache.TryGet(ArtifactNames.DigestOf(artifact), out var cached))
        {
            return cached;
        }

        if (await FindAsync(artifact.Digest, cancellationToken) is not { } stored)
        {
            throw Damaged(artifact, "there is none of this digest");
        }

        if (stored.Artifact.Length != artifact.Length)
        {
            throw Damaged(artifact, $"it has {stored.Artifact.Length} bytes instead of {artifact.Length}");
        }

        var content = GC.AllocateUninitializedArray<byte>(checked((int)artifact.Length));
        using var reader = new BlockReader(artifact, (offset, destination, cancellation) => ReadAsync(artifact, offset, destination, cancellation));
        for (var filled = 0; filled < content.Length; filled += ReadAtOnce)
        {
            await reader.TryReadAsync(content.AsMemory(filled, Math.Min(ReadAtOnce, content.Length - filled)), cancellationToken);
        }

        if (!reader.Matches())
        {
            await database.WriteAsync([(stored.IsTransient ? Transient : Lasting).MarkDamaged(artifact)], cancellationToken);
            throw Damaged(artifact, "its content does not match its SHA-256");
        }

        _cache.Add(artifact.Digest, content);
        return content;
    }

    /// <inheritdoc/>
    public async Task<int> ReadAsync(ArtifactRef artifact, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArtifactNames.DigestOf(artifact);
        var wanted = (int)Math.Clamp(artifact.Length - offset, 0, destination.Length);
        if (wanted == 0)
        {
            return 0;
        }

        if (_cache.TryGet(artifact.Digest, out var content))
        {
            content.Slice((int)offset, wanted).CopyTo(destination);
            return wanted;
        }

        foreach (var tables in (ChunkTables[])[Lasting, Transient])
        {
            if (await CopyAsync(tables, artifact, offset, destination[..wanted], cancellationToken) == wanted)
            {
                return wanted;
            }
        }

        // Where it is there and lacks chunks, the next write of it replaces them.
        await database.WriteAsync([Lasting.MarkDamaged(artifact), Transient.MarkDamaged(artifact)], cancellationToken);
        throw Damaged(artifact, $"bytes {offset} to {offset + wanted} are missing");
    }

    /// <inheritdoc/>
    public async Task ReferenceAsync(IReadOnlyList<ArtifactRef> artifacts, string owner, CancellationToken cancellationToken)
    {
        // Touched in one order by everybody, so that nobody waits in a circle. The rows stay locked until the references are there.
        ArtifactRef[] distinct = [.. artifacts.DistinctBy(ArtifactNames.DigestOf).OrderBy(artifact => artifact.Digest, StringComparer.Ordinal)];
        var rows = StorageJson.Write([.. distinct.Select(artifact => new ArtifactRow(artifact.Digest, artifact.Length))], StorageJson.Default.ArtifactRowArray);
        var missing = await database.WriteAsync(
        [
            .. distinct.Select(artifact => Lasting.Touch(artifact, clock.GetUtcNow())),
            Statement.Command(
                $"""
                insert into artifact_reference (owner, digest, length)
                select @owner, e.value ->> 'digest', cast(e.value ->> 'length' as bigint) from {database.Rows("artifacts")} as e
                where not exists (
                    select 1 from {database.Rows("artifacts")} as m
                    where not exists (select 1 from artifact_blob b where b.digest = m.value ->> 'digest'))
                on conflict (owner, digest) do nothing
                """,
                Parameter.Text("owner", owner), Parameter.Json("artifacts", rows)),
            Statement.Query(
                $"select m.value ->> 'digest' from {database.Rows("artifacts")} as m where not exists (select 1 from artifact_blob b where b.digest = m.value ->> 'digest')",
                Parameter.Json("artifacts", rows)),
        ], static row => row.Text(0), cancellationToken);
        if (missing.Count > 0)
        {
            throw Damaged(new(missing[0], 0), "there is none of this digest");
        }
    }

    /// <inheritdoc/>
    public Task DiscardAsync(ArtifactRef artifact, CancellationToken cancellationToken)
    {
        _cache.Remove(ArtifactNames.DigestOf(artifact));
        return database.WriteAsync([Lasting.DiscardUnreferenced(artifact)], cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<int> SweepAsync(TimeSpan unwantedFor, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - unwantedFor;
        return await SweepAsync(Lasting, before, cancellationToken) + await SweepAsync(Transient, before, cancellationToken);
    }

    private async Task<int> SweepAsync(ChunkTables tables, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var removed = 0;
        while (true)
        {
            var unwanted = await database.ReadAsync(tables.Unwanted(before, SweepAtOnce), static row => row.Long(0), cancellationToken);
            var round = 0;
            foreach (var id in unwanted)
            {
                foreach (var digest in await database.WriteAsync([tables.Remove(id, before)], static row => row.TextOrNull(0), cancellationToken))
                {
                    _cache.Remove(digest ?? "");
                    round++;
                }
            }

            removed += round;
            if (round == 0 || unwanted.Count < SweepAtOnce)
            {
                return removed;
            }
        }
    }

    private async Task<ArtifactRef> WriteAsync(ReadOnlyMemory<byte> content, bool transient, CancellationToken cancellationToken)
    {
        if (content.Length > BufferedArtifactWriter.Limit)
        {
            // A large content is written by chunks, each a transaction of its own: one of its size would hold a connection for seconds.
            await using var writer = await OpenAsync(transient, cancellationToken);
            await writer.WriteAsync(content, cancellationToken);
            var written = await writer.CompleteAsync(cancellationToken);
            _cache.Add(written.Digest, content);
            return written;
        }

        var artifact = new ArtifactRef(Convert.ToHexStringLower(SHA256.HashData(content.Span)), content.Length);
        await database.WriteAsync((transient ? Transient : Lasting).Insert(artifact, content, clock.GetUtcNow()), cancellationToken);
        ArtifactInstruments.CountWritten(content.Length);
        _cache.Add(artifact.Digest, content);
        return artifact;
    }

    private async Task<IArtifactWriter> OpenAsync(bool transient, CancellationToken cancellationToken)
    {
        var tables = transient ? Transient : Lasting;
        var ids = await database.WriteAsync([tables.Begin(clock.GetUtcNow())], static row => row.Long(0), cancellationToken);
        return new PostgresArtifactWriter(database, tables, clock, ids.Single());
    }

    private async Task<int> CopyAsync(ChunkTables tables, ArtifactRef artifact, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        // A broken connection starts over: the pieces are copied once more, and counted from the beginning.
        var copied = await database.ReadAsync([tables.Read(artifact, offset, offset + destination.Length)], static () => new List<int>(), (lengths, _, row) =>
        {
            var begin = (int)(Math.Max(row.Long(0) * ChunkTables.ChunkBytes, offset) - offset);
            using var stream = row.GetStream(1);
            lengths.Add((int)stream.Length);
            stream.ReadExactly(destination.Span.Slice(begin, lengths[^1]));
        }, cancellationToken);
        ArtifactInstruments.CountRead(copied.Sum());
        return copied.Sum();
    }

    private FederationException Damaged(ArtifactRef artifact, string cause) => ArtifactNames.Damaged(database.Place, artifact, cause);
}
