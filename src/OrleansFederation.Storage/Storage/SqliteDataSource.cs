using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace OrleansFederation.Storage;

/// <summary>
/// Opens SQLite connections with the settings the platform relies on. They are per connection and have no connection-string keywords;
/// without busy_timeout the provider sleeps 150 ms whenever another connection writes.
/// </summary>
internal sealed class SqliteDataSource(string file) : DbDataSource
{
    private const string Settings = "pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 10000; pragma foreign_keys = on;";

    /// <inheritdoc/>
    public override string ConnectionString { get; } = new SqliteConnectionStringBuilder { DataSource = file, Pooling = true }.ToString();

    /// <inheritdoc/>
    protected override DbConnection CreateDbConnection() => new Connection(ConnectionString);

    /// <inheritdoc/>
    protected override DbConnection OpenDbConnection()
    {
        var connection = CreateDbConnection();
        connection.Open();
        return connection;
    }

    /// <inheritdoc/>
    protected override async ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default)
    {
        var connection = CreateDbConnection();
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    /// <summary>Releases the pooled connections to the file.</summary>
    protected override void Dispose(bool disposing)
    {
        using var connection = new SqliteConnection(ConnectionString);
        SqliteConnection.ClearPool(connection);
        base.Dispose(disposing);
    }

    private sealed class Connection(string connectionString) : SqliteConnection(connectionString)
    {
        public override void Open()
        {
            base.Open();
            using var settings = CreateCommand();
            settings.CommandText = Settings;
            settings.ExecuteNonQuery();
        }
    }
}
