using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Auditing;
using OrleansFederation.Clients;
using OrleansFederation.Databases;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Grants;
using OrleansFederation.Identity;
using OrleansFederation.Registry;
using OrleansFederation.Rounds;

namespace OrleansFederation.Storage;

/// <summary>The platform's state, open: the locked state directory, the migrated database, and every store over them.</summary>
public sealed class FederationStorage : ISiloStorage
{
    private readonly StateDirectory _directory;

    private FederationStorage(StateDirectory directory, Database database, string files, StorageOptions options, TimeProvider clock)
    {
        _directory = directory;
        Database = database;
        Federations = new FederationStore(database);
        Rounds = new RoundStore(database, clock);
        Clients = new ClientStore(database);
        Registry = new RegistryStore(database);
        Grants = new GrantStore(database);
        Sites = new SiteStore(database);
        Revocations = new RevocationStore(database);
        Audit = new AuditStore(database);
        Artifacts = options.Postgres is not null
            ? new PostgresArtifactStore(database, clock, options.ArtifactCacheBytes)
            : new FileArtifactStore(Path.Combine(files, "artifacts"), database, clock, options.ArtifactCacheBytes);
        Updates = new FileUpdateStore(Path.Combine(files, "sites"), clock, options.UpdateCacheBytes, options.PackedUpdateBytes);
        ClientStates = new FileClientStateStore(Path.Combine(files, "clients"), clock);
    }

    /// <summary>The name under which Orleans' AdoNet providers know the database; goes with <see cref="DataSource"/>.</summary>
    public string Invariant => Database.Invariant;

    /// <summary>Connections for Orleans' AdoNet providers (<c>o.DataSource</c>). Owned here: dispose this object after the silo.</summary>
    public DbDataSource DataSource => Database.DataSource;

    /// <summary>Where the rows are, for messages: a file, or host, port and database; no credentials.</summary>
    public string Place => Database.Place;

    internal Database Database { get; }

    internal IFederationStore Federations { get; }

    internal IRoundStore Rounds { get; }

    internal IClientStore Clients { get; }

    internal IRegistryStore Registry { get; }

    internal IGrantStore Grants { get; }

    internal ISiteStore Sites { get; }

    internal IRevocationStore Revocations { get; }

    internal IAuditStore Audit { get; }

    internal IArtifactStore Artifacts { get; }

    internal IUpdateStore Updates { get; }

    internal IClientStateStore ClientStates { get; }

    /// <summary>Brings a Postgres database's schema up to what this version knows. Safe where several do it at once; a newer schema is refused.</summary>
    /// <param name="postgres">Npgsql's connection string, of a role that may create tables.</param>
    /// <param name="siteRole">A database role that gets the rights which a site's silo needs: membership and reminders, and nothing else; null for none.</param>
    /// <param name="clock">Says when a step was applied.</param>
    /// <param name="cancellationToken">Cancels between steps.</param>
    /// <returns>The schema's number before and after, and where the database is.</returns>
    /// <exception cref="FederationException">FED2002, FED2003, FED2004.</exception>
    public static async Task<MigrationResult> MigrateAsync(string postgres, string? siteRole, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var database = new PostgresDatabase(postgres, clock);
        var migrations = Migration.Of(database.Dialect);
        var before = await Migrator.CurrentAsync(database, migrations.Count, cancellationToken);
        await Migrator.MigrateAsync(database, migrations, clock, cancellationToken);
        if (siteRole is not null)
        {
            await SiteRole.GrantAsync(database, siteRole, cancellationToken);
        }

        return new(before, migrations.Count, database.Place);
    }

    /// <summary>Locks the state directory, opens the database and migrates it, where the options say so.</summary>
    /// <param name="options">Where the state is.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="FederationException">
    /// FED2001 another process uses the directory, FED2002 directory or schema of another version or not ours, FED2003 Postgres does
    /// not answer, FED2004 disk full, FED2009 database damaged, FED2010 directory not usable.
    /// </exception>
    public static async Task<FederationStorage> OpenAsync(StorageOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var directory = StateDirectory.Open(options.StateDirectory, clock);
        Database? database = null;
        try
        {
            database = options.Postgres is { } postgres
                ? new PostgresDatabase(postgres, clock)
                : new SqliteDatabase(Path.Combine(directory.Path, "state.db"));
            var migrations = Migration.Of(database.Dialect);
            await (options.Migrate
                ? Migrator.MigrateAsync(database, migrations, clock, cancellationToken)
                : Migrator.RequireAsync(database, migrations.Count, cancellationToken));

            // Each database has updates of its own: the rounds of one say nothing about those of another.
            var files = options.Postgres is null
                ? directory.Path
                : Path.Combine(directory.Path, "postgres-" + (await InstallationAsync(database, cancellationToken))[..8]);
            AtomicFile.CreateFolder(files, flush: true);
            return new FederationStorage(directory, database, files, options, clock);
        }
        catch (Exception exception)
        {
            if (database is not null)
            {
                await database.DisposeAsync();
            }

            directory.Dispose();
            if (exception is not FederationException && FileFaults.Translate(exception, directory.Path) is { } translated)
            {
                throw translated;
            }

            throw;
        }
    }

    /// <summary>Registers every store.</summary>
    /// <param name="services">The services of the silo.</param>
    public void AddTo(IServiceCollection services) => services
        .AddSingleton(Federations)
        .AddSingleton(Rounds)
        .AddSingleton(Clients)
        .AddSingleton(Registry)
        .AddSingleton(Grants)
        .AddSingleton(Sites)
        .AddSingleton(Revocations)
        .AddSingleton(Audit)
        .AddSingleton(Artifacts)
        .AddSingleton(Updates)
        .AddSingleton(ClientStates);

    /// <summary>
    /// Finds what a fault of storage means to a user, however deep in an exception it lies: Orleans' own writes of grain state pass by
    /// the stores and fail with the driver's exceptions.
    /// </summary>
    /// <param name="exception">The exception.</param>
    /// <returns>The error with code, place and remedy; null where the exception is not about storage.</returns>
    public FederationException? Translate(Exception exception)
    {
        for (var current = exception; current is not null; current = current.InnerException)
        {
            if ((current as FederationException ?? Database.Translate(current)) is { } translated)
            {
                return translated;
            }
        }

        return null;
    }

    /// <summary>Closes the database and releases the state directory.</summary>
    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _directory.Dispose();
    }

    private static async Task<string> InstallationAsync(Database database, CancellationToken cancellationToken) =>
        (await database.ReadAsync(Statement.Query("select id from installation"), static row => row.Text(0), cancellationToken)).Single();
}
