using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace OrleansFederation.Databases;

/// <summary>
/// Opens connections to one SQLite file with the settings that safety needs: write-ahead log, a flush at every commit, foreign keys,
/// and waiting inside SQLite where another connection writes. These settings belong to a connection and have no connection-string
/// keyword, which is why Orleans must be given this source and not a connection string.
/// </summary>
internal sealed class SqliteDataSource(string file) : DbDataSource
{
    /// <inheritdoc/>
    public override string ConnectionString { get; } = new SqliteConnectionStringBuilder
    {
        DataSource = file,
        Mode = SqliteOpenMode.ReadWriteCreate,
        Pooling = true,
        DefaultTimeout = 15,
    }.ConnectionString;

    /// <summary>Opens a connection that no pool shares, for a session of its own.</summary>
    public SqliteConnection OpenUnpooled()
    {
        var connection = new SqliteConfiguredConnection(new SqliteConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Closes the connections that the pool keeps, so that the file can be moved or deleted.</summary>
    public void ClearPool()
    {
        using var connection = new SqliteConnection(ConnectionString);
        SqliteConnection.ClearPool(connection);
    }

    /// <inheritdoc/>
    protected override DbConnection CreateDbConnection() => new SqliteConfiguredConnection(ConnectionString);
}
