using System.Data;
using System.Data.Common;
using Npgsql;
using OrleansFederation.Errors;

namespace OrleansFederation.Storage;

/// <summary>The database that rows are in, SQLite or Postgres. Both take the same statements; this knows what differs.</summary>
internal sealed class Database : IAsyncDisposable
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(10);

    private Database(DbDataSource source, string invariant, string place, bool postgres)
    {
        Source = source;
        Invariant = invariant;
        Place = place;
        IsPostgres = postgres;
    }

    /// <summary>Opens connections.</summary>
    public DbDataSource Source { get; }

    /// <summary>The name under which Orleans' providers know the database.</summary>
    public string Invariant { get; }

    /// <summary>What the database is called in messages; no secrets.</summary>
    public string Place { get; }

    /// <summary>Whether it is Postgres.</summary>
    public bool IsPostgres { get; }

    /// <summary>SQLite in a file.</summary>
    /// <param name="file">The file.</param>
    public static Database Sqlite(string file) => new(new SqliteDataSource(file), "System.Data.SQLite", file, false);

    /// <summary>Postgres.</summary>
    /// <param name="connectionString">The connection string.</param>
    /// <exception cref="FederationException">FED2003 where the connection string is malformed.</exception>
    public static Database Postgres(string connectionString)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new(connectionString);
        }
        catch (ArgumentException exception)
        {
            throw new FederationException(FederationErrors.DatabaseUnreachable.At("the Postgres connection string", exception.Message), exception);
        }

        if (!settings.ContainsKey("Timeout"))
        {
            settings.Timeout = (int)ConnectWithin.TotalSeconds;
        }

        settings.MaxAutoPrepare = 64;
        settings.AutoPrepareMinUsages = 2;
        return new(new NpgsqlDataSourceBuilder(settings.ToString()).Build(), "Npgsql", $"Postgres at {settings.Host}:{settings.Port}, database {settings.Database}", true);
    }

    /// <summary>Runs work on a connection.</summary>
    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await Source.OpenConnectionAsync(cancellationToken);
            return await work(connection);
        }
        catch (Exception fault) when (fault is not FederationException and not OperationCanceledException)
        {
            throw StorageFailures.Wrap(fault, Place);
        }
    }

    /// <summary>Runs work in a transaction that takes the write lock at once, and commits it.</summary>
    public Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken) => ReadAsync(
        async connection =>
        {
            await using var transaction = connection is Microsoft.Data.Sqlite.SqliteConnection sqlite
                ? sqlite.BeginTransaction(deferred: false)
                : await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
            var result = await work(connection);
            await transaction.CommitAsync(cancellationToken);
            return result;
        },
        cancellationToken);

    /// <summary>Runs one statement that changes rows.</summary>
    /// <returns>The number of rows changed.</returns>
    public Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
        ReadAsync(connection => connection.RunAsync(sql, cancellationToken, parameters), cancellationToken);

    /// <summary>Runs one query.</summary>
    public Task<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
        ReadAsync(connection => connection.ListAsync(sql, read, cancellationToken, parameters), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
