using System.Data.Common;
using OrleansFederation.Errors;

namespace OrleansFederation.Databases;

/// <summary>
/// Brings a database's schema up to what this version knows: missing migrations in order, each in a transaction of its own.
/// Processes that start at once wait for each other; a schema that is newer than what is known is refused.
/// </summary>
internal static class Migrator
{
    private const string VersionTable =
        "create table if not exists schema_version (number integer not null primary key, name text not null, applied_at text not null)";

    /// <summary>Applies what is missing.</summary>
    /// <param name="database">The database.</param>
    /// <param name="migrations">The steps that this version knows.</param>
    /// <param name="clock">Says when a step was applied.</param>
    /// <param name="cancellationToken">Cancels between steps.</param>
    /// <exception cref="FederationException">FED2002 where the schema is newer than known or not ours; FED2003, FED2004, FED2009.</exception>
    public static async Task MigrateAsync(Database database, IReadOnlyList<Migration> migrations, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
            database.RequireServer(connection);
            if (await VersionAsync(database, connection, migrations.Count, cancellationToken) == migrations.Count)
            {
                return;
            }

            foreach (var migration in migrations)
            {
                await ApplyAsync(database, connection, migration, migrations.Count, clock, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is not FederationException && database.Translate(exception) is { } translated)
        {
            throw translated;
        }
    }

    /// <summary>Refuses a database whose schema is not the one that this version knows.</summary>
    /// <param name="database">The database.</param>
    /// <param name="known">The number of the schema that this version knows.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <exception cref="FederationException">FED2002 where it is older or newer; FED2003, FED2009.</exception>
    public static async Task RequireAsync(Database database, int known, CancellationToken cancellationToken)
    {
        var version = await CurrentAsync(database, known, cancellationToken);
        if (version < known)
        {
            throw FederationErrors.StateVersion.Exception(database.Place, $"its schema has number {version}, and this version needs {known}",
                "Run fed silo migrate once, with the connection string of a role that may create tables.");
        }
    }

    /// <summary>Reads the number of a database's schema.</summary>
    /// <param name="database">The database.</param>
    /// <param name="known">The number of the schema that this version knows.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The number; 0 for an empty database.</returns>
    /// <exception cref="FederationException">FED2002 where it is newer than known or not ours; FED2003, FED2009.</exception>
    public static async Task<int> CurrentAsync(Database database, int known, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
            database.RequireServer(connection);
            return await VersionAsync(database, connection, known, cancellationToken);
        }
        catch (Exception exception) when (exception is not FederationException && database.Translate(exception) is { } translated)
        {
            throw translated;
        }
    }

    private static async Task ApplyAsync(Database database, DbConnection connection, Migration migration, int known, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (database.MigrationLock is { } wait)
        {
            await RunAsync(connection, wait, cancellationToken);
        }

        // Another process may have applied it while this one waited.
        await RunAsync(connection, VersionTable, cancellationToken);
        if (await VersionAsync(database, connection, known, cancellationToken) < migration.Number)
        {
            await RunAsync(connection, migration.Sql, cancellationToken);
            await using var record = connection.CreateCommand();
            record.CommandText = "insert into schema_version (number, name, applied_at) values (@number, @name, @at)";
            Add(record, "number", migration.Number);
            Add(record, "name", migration.Name);
            Add(record, "at", RowReading.InstantText(clock.GetUtcNow()));
            await record.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<int> VersionAsync(Database database, DbConnection connection, int known, CancellationToken cancellationToken)
    {
        int version;
        try
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "select coalesce(max(number), 0) from schema_version";
            version = Convert.ToInt32(await command.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (DbException exception) when (database.IsMissingTable(exception))
        {
            return 0;
        }
        catch (DbException exception) when (database.Translate(exception) is null)
        {
            throw new FederationException(FederationErrors.StateVersion.At(database.Place, "its table schema_version is not one of this platform",
                "Give a database of its own to the platform."), exception);
        }

        return version <= known
            ? version
            : throw FederationErrors.StateVersion.Exception(database.Place, $"its schema has number {version}, and this version knows {known}");
    }

    private static async Task RunAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandTimeout = 60;
#pragma warning disable CA2100 // The texts are embedded in this assembly.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}
