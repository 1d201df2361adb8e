using System.Security.Cryptography;
using OrleansFederation.Databases;
using OrleansFederation.Errors;

namespace OrleansFederation.Artifacts;

/// <summary>Writes an artifact chunk by chunk, with memory for one. What is not completed is removed, at the latest by the sweep.</summary>
/// <param name="database">The database.</param>
/// <param name="tables">The tables.</param>
/// <param name="clock">Says that the blob is still being written.</param>
/// <param name="id">The blob that was begun.</param>
internal sealed class PostgresArtifactWriter(Database database, ChunkTables tables, TimeProvider clock, long id) : IArtifactWriter
{
    private static readonly TimeSpan TouchEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RemoveWithin = TimeSpan.FromSeconds(10);

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _chunk = GC.AllocateUninitializedArray<byte>(ChunkTables.ChunkBytes);
    private DateTimeOffset _touched = clock.GetUtcNow();
    private int _filled;
    private int _number;
    private bool _completed;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken)
    {
        while (!block.IsEmpty)
        {
            var piece = block[..Math.Min(block.Length, _chunk.Length - _filled)];
            piece.CopyTo(_chunk.AsMemory(_filled));
            _filled += piece.Length;
            block = block[piece.Length..];
            if (_filled == _chunk.Length)
            {
                await AppendAsync(cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<ArtifactRef> CompleteAsync(CancellationToken cancellationToken)
    {
        var last = _filled;
        if (last > 0)
        {
            await AppendAsync(cancellationToken);
        }

        var length = last > 0 ? (_number - 1L) * ChunkTables.ChunkBytes + last : (long)_number * ChunkTables.ChunkBytes;
        var artifact = new ArtifactRef(Convert.ToHexStringLower(_hash.GetHashAndReset()), length);
        var stored = await database.WriteAsync(tables.Complete(id, artifact, clock.GetUtcNow()), static row => row.Long(0), cancellationToken);
        _completed = true;
        return stored is [var found] && found == length
            ? artifact
            : throw FederationErrors.ArtifactAbandoned.Exception(database.Place, $"artifact {artifact.Digest[..12]}…: its blocks are gone");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _hash.Dispose();
        if (_completed)
        {
            return;
        }

        _completed = true;
        using var bound = new CancellationTokenSource(RemoveWithin, clock);
        try
        {
            await database.WriteAsync([tables.Abandon(id)], bound.Token);
        }
        catch (Exception exception) when (exception is FederationException or OperationCanceledException)
        {
            // The fault that ended the write is on its way to the caller; what is left here is swept.
        }
    }

    private async Task AppendAsync(CancellationToken cancellationToken)
    {
        var content = _chunk.AsMemory(0, _filled);
        _hash.AppendData(content.Span);
        List<Statement> statements = [tables.Append(id, _number, content)];
        if (clock.GetUtcNow() is var now && now - _touched >= TouchEvery)
        {
            statements.Add(tables.TouchBegun(id, now));
            _touched = now;
        }

        try
        {
            await database.WriteAsync(statements, cancellationToken);
        }
        catch (Npgsql.PostgresException exception) when (exception.SqlState == Npgsql.PostgresErrorCodes.ForeignKeyViolation)
        {
            throw new FederationException(FederationErrors.ArtifactAbandoned.At(database.Place, "its first blocks were removed while the last were written"), exception);
        }

        ArtifactInstruments.CountWritten(content.Length);
        (_filled, _number) = (0, _number + 1);
    }
}
