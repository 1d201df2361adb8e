using System.Data.Common;
using OrleansFederation.Databases;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Storage;

public sealed class SqliteMigratorTests : MigratorTests
{
    private readonly TemporaryFolder _folder = new();

    private protected override Task<Func<Database>> DatabasesAsync() => Task.FromResult<Func<Database>>(() => new SqliteDatabase(_folder["state.db"]));

    protected override void Dispose(bool disposing) => _folder.Dispose();
}

public sealed class PostgresMigratorTests(PostgresServer server) : MigratorTests
{
    private protected override async Task<Func<Database>> DatabasesAsync()
    {
        var connectionString = await server.CreateDatabaseAsync();
        return () => new PostgresDatabase(connectionString, TimeProvider.System);
    }

    protected override void Dispose(bool disposing)
    {
        // The server drops its databases.
    }
}

/// <summary>Migrations, on whatever database.</summary>
public abstract class MigratorTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Processes_that_start_at_once_apply_each_migration_once()
    {
        var databases = await DatabasesAsync();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            await using var database = databases();
            await Migrator.MigrateAsync(database, Migration.Of(database.Dialect), TimeProvider.System, Cancel);
        }, Cancel)));

        await using var migrated = databases();
        Assert.Equal(Migration.Of(migrated.Dialect).Count, await VersionAsync(migrated));
    }

    [Fact]
    public async Task Migrations_are_numbered_without_gaps_and_alike_on_both_databases()
    {
        await using var database = (await DatabasesAsync())();

        var numbers = Migration.Of(database.Dialect).Select(migration => migration.Number);

        Assert.Equal(Enumerable.Range(1, Migration.Of("sqlite").Count), numbers);
        Assert.Equal(Migration.Of("sqlite").Select(migration => migration.Name), Migration.Of("postgres").Select(migration => migration.Name));
    }

    [Fact]
    public async Task A_newer_schema_is_refused_with_FED2002()
    {
        await using var database = (await DatabasesAsync())();
        var known = Migration.Of(database.Dialect);
        await Migrator.MigrateAsync(database, [.. known, new Migration(known.Count + 1, "next.sql", "create table next (id integer)")], TimeProvider.System, Cancel);

        var refusal = await Assert.ThrowsAsync<FederationException>(() => Migrator.MigrateAsync(database, known, TimeProvider.System, Cancel));

        Assert.Equal("FED2002", refusal.Code);
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing_behind_and_those_before_it_stay()
    {
        await using var database = (await DatabasesAsync())();
        Migration first = new(1, "first.sql", "create table first (id integer)");
        Migration broken = new(2, "second.sql", "create table second (id integer); insert into nowhere (id) values (1)");
        Migration mended = new(2, "second.sql", "create table second (id integer)");

        await Assert.ThrowsAnyAsync<DbException>(() => Migrator.MigrateAsync(database, [first, broken], TimeProvider.System, Cancel));
        await Migrator.MigrateAsync(database, [first, mended], TimeProvider.System, Cancel);

        Assert.Equal(2, await VersionAsync(database));
    }

    [Fact]
    public async Task A_schema_version_table_of_another_product_is_refused_with_FED2002()
    {
        await using var database = (await DatabasesAsync())();
        await database.WriteAsync([Statement.Command("create table schema_version (installed_rank integer)")], Cancel);

        var refusal = await Assert.ThrowsAsync<FederationException>(() => Migrator.MigrateAsync(database, Migration.Of(database.Dialect), TimeProvider.System, Cancel));

        Assert.Equal("FED2002", refusal.Code);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    private protected abstract Task<Func<Database>> DatabasesAsync();

    private static async Task<int> VersionAsync(Database database) =>
        (await database.ReadAsync(Statement.Query("select count(*) from schema_version"), static row => row.Integer(0), Cancel)).Single();
}
