using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace OrleansFederation.Databases;

/// <summary>A connection that runs its settings when it is opened; once only for a handle that comes from the pool again.</summary>
internal sealed class SqliteConfiguredConnection(string connectionString) : SqliteConnection(connectionString)
{
    private static readonly ConditionalWeakTable<sqlite3, object> Configured = [];

    // busy_timeout makes SQLite wait by itself and wake within milliseconds; without it the driver sleeps 150 ms at a time.
    private const string Settings =
        "pragma busy_timeout = 10000; pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma temp_store = memory;";

    /// <inheritdoc/>
    public override void Open()
    {
        base.Open();
        if (Handle is not { } handle || Configured.TryGetValue(handle, out _))
        {
            return;
        }

        try
        {
            using var command = CreateCommand();
            command.CommandText = Settings;
            command.ExecuteNonQuery();
            Configured.AddOrUpdate(handle, handle);
        }
        catch
        {
            Close();
            throw;
        }
    }
}
