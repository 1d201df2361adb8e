using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Clients;
using OrleansFederation.Databases;
using OrleansFederation.Errors;

namespace OrleansFederation.Storage;

/// <summary>
/// What a silo keeps that only carries sites: the updates of its clients, as files. Its database role reaches the tables of membership
/// and reminders; everything else it is given by coordinators.
/// </summary>
public sealed class SiteStorage : ISiloStorage
{
    private readonly StateDirectory _directory;
    private readonly PostgresDatabase _database;

    private SiteStorage(StateDirectory directory, PostgresDatabase database, StorageOptions options, TimeProvider clock)
    {
        (_directory, _database) = (directory, database);
        Updates = new FileUpdateStore(Path.Combine(directory.Path, "sites"), clock, options.UpdateCacheBytes, options.PackedUpdateBytes);
        ClientStates = new FileClientStateStore(Path.Combine(directory.Path, "clients"), clock);
    }

    /// <inheritdoc/>
    public string Invariant => _database.Invariant;

    /// <inheritdoc/>
    public DbDataSource DataSource => _database.DataSource;

    /// <inheritdoc/>
    public string Place => _database.Place;

    internal IUpdateStore Updates { get; }

    internal IClientStateStore ClientStates { get; }

    /// <summary>A folder that the site shares with its coordinators; null where it fetches artifacts over HTTP.</summary>
    internal IArtifactStore? Artifacts { get; }

    /// <summary>Locks the state directory and checks that the database knows the platform's tables of membership.</summary>
    /// <param name="options">Where the state is; Postgres is required.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="FederationException">FED2001, FED2002, FED2003, FED2010.</exception>
    public static async Task<SiteStorage> OpenAsync(StorageOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var directory = StateDirectory.Open(options.StateDirectory, clock);
        PostgresDatabase? database = null;
        try
        {
            database = new PostgresDatabase(options.Postgres ?? throw new ArgumentException("A site's silo finds its cluster in Postgres.", nameof(options)), clock);
            await Migrator.RequireAsync(database, Migration.Of(database.Dialect).Count, cancellationToken);
            return new(directory, database, options, clock);
        }
        catch
        {
            if (database is not null)
            {
                await database.DisposeAsync();
            }

            directory.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void AddTo(IServiceCollection services) => services.AddSingleton(Updates).AddSingleton(ClientStates);

    /// <inheritdoc/>
    public FederationException? Translate(Exception exception)
    {
        for (var current = exception; current is not null; current = current.InnerException)
        {
            if ((current as FederationException ?? _database.Translate(current)) is { } translated)
            {
                return translated;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _directory.Dispose();
    }
}
