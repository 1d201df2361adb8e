using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using OrleansFederation.Errors;
using SQLitePCL;

namespace OrleansFederation.Databases;

/// <summary>
/// The embedded database: one file, one writer at a time, readers beside it. Writers queue for a gate of their own, so that none
/// blocks a thread on SQLite's lock; Orleans' own writes, which pass through <see cref="DataSource"/>, are waited for inside SQLite.
/// Statements are synchronous in SQLite: a write holds the caller's thread for one flush.
/// </summary>
internal sealed class SqliteDatabase : Database
{
    private const int IdleReaders = 4;

    private readonly string _file;
    private readonly SqliteDataSource _source;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentBag<SqliteSession> _readers = [];
    private SqliteSession? _writer;
    private bool _disposed;

    /// <summary>Uses a file; it is created where it does not exist.</summary>
    /// <param name="file">The path.</param>
    public SqliteDatabase(string file)
    {
        _file = file;
        _source = new SqliteDataSource(file);
    }

    /// <inheritdoc/>
    public override string Invariant => "System.Data.SQLite";

    /// <inheritdoc/>
    public override string Dialect => "sqlite";

    /// <inheritdoc/>
    public override string Place => _file;

    /// <inheritdoc/>
    public override DbDataSource DataSource => _source;

    /// <inheritdoc/>
    public override string? MigrationLock => null;

    /// <inheritdoc/>
    public override string Rows(string parameter) => $"json_each(@{parameter})";

    /// <inheritdoc/>
    public override void RequireServer(DbConnection connection)
    {
        // The library comes with the platform.
    }

    /// <inheritdoc/>
    public override bool IsMissingTable(DbException exception) =>
        exception is SqliteException { SqliteErrorCode: raw.SQLITE_ERROR } && exception.Message.Contains("no such table", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override FederationException? Translate(Exception exception) => (exception as SqliteException)?.SqliteErrorCode switch
    {
        raw.SQLITE_FULL => new(FederationErrors.DiskFull.At(_file, "SQLite found no space left for the write"), exception),
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new(FederationErrors.StateDamaged.At(_file, "the file is not a sound SQLite database"), exception),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new(FederationErrors.StateInUse.At(_file, "another program has kept the database locked for longer than 10 s",
            "End the program that has the file open, such as a database browser, and run the same command again."), exception),
        raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_IOERR => new(FederationErrors.StateUnusable.At(_file, exception.Message), exception),
        _ => null,
    };

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync();
        _disposed = true;
        _writer?.Dispose();
        _writer = null;
        while (_readers.TryTake(out var reader))
        {
            reader.Dispose();
        }

        _gate.Release();
        _source.ClearPool();
        await _source.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override async Task<T> RunAsync<T>(IReadOnlyList<Statement> statements, bool write, Func<T> start, Action<T, int, DbDataReader> row, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return write
                ? await RunWriteAsync(statements, start, row, cancellationToken)
                : Read(statements, start, row);
        }
        catch (SqliteException exception) when (Translate(exception) is { } translated)
        {
            throw translated;
        }
    }

    private async Task<T> RunWriteAsync<T>(IReadOnlyList<Statement> statements, Func<T> start, Action<T, int, DbDataReader> row, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _writer ??= new SqliteSession(_source.OpenUnpooled());
            return _writer.Run(statements, write: true, start, row);
        }
        catch (SqliteException)
        {
            // A connection on which a write failed is not trusted again.
            _writer?.Dispose();
            _writer = null;
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    private T Read<T>(IReadOnlyList<Statement> statements, Func<T> start, Action<T, int, DbDataReader> row)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var session = _readers.TryTake(out var idle) ? idle : new SqliteSession(_source.OpenUnpooled());
        var sound = false;
        try
        {
            var result = session.Run(statements, write: false, start, row);
            sound = true;
            return result;
        }
        finally
        {
            if (sound && !_disposed && _readers.Count < IdleReaders)
            {
                _readers.Add(session);
            }
            else
            {
                session.Dispose();
            }
        }
    }
}
