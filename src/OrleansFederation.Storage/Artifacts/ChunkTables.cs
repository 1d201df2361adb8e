using System.Globalization;
using OrleansFederation.Databases;

namespace OrleansFederation.Artifacts;

/// <summary>The statements over one pair of tables of blobs and their chunks: artifacts that last, or transient ones.</summary>
/// <param name="blob">The table of blobs.</param>
/// <param name="chunk">The table of chunks.</param>
internal sealed class ChunkTables(string blob, string chunk)
{
    /// <summary>The bytes of every chunk but the last: 1 MiB.</summary>
    public const int ChunkBytes = 1 << 20;

    // The number of the chunk that an offset lies in, and where a chunk begins, as SQL.
    private static readonly string Size = ChunkBytes.ToString(CultureInfo.InvariantCulture);

    private readonly string _begin = $"insert into {blob} (touched_at) values (@now) returning id";
    private readonly string _touchBegun = $"update {blob} set touched_at = greatest(touched_at, @now) where id = @id";
    private readonly string _append = $"insert into {chunk} (blob, number, content) values (@id, @number, @content) on conflict (blob, number) do nothing";
    private readonly string _abandon = $"delete from {blob} where id = @id and digest is null";

    private readonly string _removeDamaged = $"delete from {blob} where digest = @digest and damaged";
    private readonly string _touch = $"update {blob} set touched_at = greatest(touched_at, @now) where digest = @digest";
    private readonly string _name =
        $"""
        update {blob} set digest = @digest, length = @length, touched_at = @now
        where id = @id and digest is null and not exists (select 1 from {blob} b where b.digest = @digest)
        """;

    private readonly string _insert =
        $"""
        insert into {blob} (digest, length, touched_at) values (@digest, @length, @now)
        on conflict (digest) do update set touched_at = greatest({blob}.touched_at, excluded.touched_at)
        """;

    private readonly string _appendNamed =
        $"insert into {chunk} (blob, number, content) select id, @number, @content from {blob} where digest = @digest on conflict (blob, number) do nothing";

    private readonly string _find = $"select length from {blob} where digest = @digest";
    private readonly string _discard = $"delete from {blob} where digest = @digest";
    private readonly string _discardUnreferenced =
        $"delete from {blob} b where b.digest = @digest and not exists (select 1 from artifact_reference r where r.digest = b.digest)";

    private readonly string _markDamaged = $"update {blob} set damaged = true where digest = @digest";
    private readonly string _read =
        $"""
        select c.number, substring(c.content from greatest(@offset - c.number::bigint * {Size}, 0)::integer + 1
            for (least(@end - c.number::bigint * {Size}, {Size}) - greatest(@offset - c.number::bigint * {Size}, 0))::integer)
        from {blob} b join {chunk} c on c.blob = b.id
        where b.digest = @digest and c.number between @offset / {Size} and (@end - 1) / {Size}
        """;

    private readonly string _unwanted =
        $"""
        select b.id from {blob} b
        where b.touched_at < @before and not exists (select 1 from artifact_reference r where r.digest = b.digest)
        order by b.id limit @limit
        """;

    // The condition stands here once more: who found the blob meanwhile has touched it in a transaction that this statement waits for.
    private readonly string _remove =
        $"""
        delete from {blob} b
        where b.id = @id and b.touched_at < @before and not exists (select 1 from artifact_reference r where r.digest = b.digest)
        returning b.digest
        """;

    /// <summary>Begins a blob; answers with its id.</summary>
    public Statement Begin(DateTimeOffset now) => Statement.Query(_begin, Parameter.Instant("now", now));

    /// <summary>Says that a blob is still being written.</summary>
    public Statement TouchBegun(long id, DateTimeOffset now) => Statement.Command(_touchBegun, Parameter.Integer("id", id), Parameter.Instant("now", now));

    /// <summary>Appends a chunk to a blob that was begun.</summary>
    public Statement Append(long id, int number, ReadOnlyMemory<byte> content) =>
        Statement.Command(_append, Parameter.Integer("id", id), Parameter.Integer("number", number), Parameter.Bytes("content", content));

    /// <summary>Removes a blob that was begun and is not complete.</summary>
    public Statement Abandon(long id) => Statement.Command(_abandon, Parameter.Integer("id", id));

    /// <summary>Names a complete blob, unless one of its digest is there, which is touched instead; answers with the length of what is there then.</summary>
    public Statement[] Complete(long id, ArtifactRef artifact, DateTimeOffset now) =>
    [
        Statement.Lock($"artifact/{artifact.Digest}"),
        Statement.Command(_removeDamaged, Digest(artifact)),
        Statement.Command(_touch, Digest(artifact), Parameter.Instant("now", now)),
        Statement.Command(_name, Digest(artifact), Parameter.Integer("id", id), Parameter.Integer("length", artifact.Length), Parameter.Instant("now", now)),
        Abandon(id),
        Find(artifact.Digest),
    ];

    /// <summary>Stores a whole artifact in one transaction, or touches one of its digest.</summary>
    public Statement[] Insert(ArtifactRef artifact, ReadOnlyMemory<byte> content, DateTimeOffset now) =>
    [
        Statement.Lock($"artifact/{artifact.Digest}"),
        Statement.Command(_removeDamaged, Digest(artifact)),
        Statement.Command(_insert, Digest(artifact), Parameter.Integer("length", artifact.Length), Parameter.Instant("now", now)),
        .. Enumerable.Range(0, (int)((artifact.Length + ChunkBytes - 1) / ChunkBytes)).Select(number => Statement.Command(
            _appendNamed, Digest(artifact), Parameter.Integer("number", number),
            Parameter.Bytes("content", content.Slice(number * ChunkBytes, Math.Min(ChunkBytes, content.Length - number * ChunkBytes))))),
    ];

    /// <summary>Answers with the length of the blob of a digest.</summary>
    public Statement Find(string digest) => Statement.Query(_find, Parameter.Text("digest", digest));

    /// <summary>Touches the blob of a digest.</summary>
    public Statement Touch(ArtifactRef artifact, DateTimeOffset now) => Statement.Command(_touch, Digest(artifact), Parameter.Instant("now", now));

    /// <summary>Removes the blob of a digest.</summary>
    public Statement Discard(ArtifactRef artifact) => Statement.Command(_discard, Digest(artifact));

    /// <summary>Removes the blob of a digest, unless a reference names it.</summary>
    public Statement DiscardUnreferenced(ArtifactRef artifact) => Statement.Command(_discardUnreferenced, Digest(artifact));

    /// <summary>Notes that the bytes do not match the digest: the next write of it replaces them.</summary>
    public Statement MarkDamaged(ArtifactRef artifact) => Statement.Command(_markDamaged, Digest(artifact));

    /// <summary>Answers with the pieces of the chunks between two offsets: number and bytes.</summary>
    public Statement Read(ArtifactRef artifact, long offset, long end) =>
        Statement.Query(_read, Digest(artifact), Parameter.Integer("offset", offset), Parameter.Integer("end", end));

    /// <summary>Answers with the ids of blobs that nobody wants.</summary>
    public Statement Unwanted(DateTimeOffset before, int limit) =>
        Statement.Query(_unwanted, Parameter.Instant("before", before), Parameter.Integer("limit", limit));

    /// <summary>Removes a blob if nobody wants it still; answers with its digest where it did.</summary>
    public Statement Remove(long id, DateTimeOffset before) =>
        Statement.Query(_remove, Parameter.Integer("id", id), Parameter.Instant("before", before));

    private static Parameter Digest(ArtifactRef artifact) => Parameter.Text("digest", artifact.Digest);
}
