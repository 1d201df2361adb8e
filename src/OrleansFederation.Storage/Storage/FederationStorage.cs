using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Clients;
using OrleansFederation.Federations;
using OrleansFederation.Grants;
using OrleansFederation.Registry;
using OrleansFederation.Rounds;

namespace OrleansFederation.Storage;

/// <summary>A process's storage: the locked state directory, and the database brought to the current schema.</summary>
public sealed class FederationStorage : IAsyncDisposable
{
    private readonly StateDirectory _directory;
    private readonly Database _database;
    private readonly TimeProvider _clock;

    private FederationStorage(StateDirectory directory, Database database, TimeProvider clock)
    {
        _directory = directory;
        _database = database;
        _clock = clock;
    }

    /// <summary>The name under which Orleans' AdoNet providers know the database.</summary>
    public string Invariant => _database.Invariant;

    /// <summary>Opens connections; owned by this object.</summary>
    public DbDataSource DataSource => _database.Source;

    /// <summary>Opens storage.</summary>
    /// <param name="options">Where.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="Errors.FederationException">FED2001 to FED2004, FED2006.</exception>
    public static async Task<FederationStorage> OpenAsync(StorageOptions options, TimeProvider clock, CancellationToken cancellationToken = default)
    {
        var directory = StateDirectory.Open(options.StateDirectory);
        Database? database = null;
        try
        {
            database = options.Postgres is { Length: > 0 } postgres ? Database.Postgres(postgres) : Database.Sqlite(Path.Combine(directory.Path, "state.db"));
            await Migrator.MigrateAsync(database, cancellationToken);
            return new(directory, database, clock);
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

    /// <summary>Registers the stores.</summary>
    /// <param name="services">The services.</param>
    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton<IFederationStore>(new FederationStore(_database));
        services.AddSingleton<IRoundStore>(new RoundStore(_database, _clock));
        services.AddSingleton<IClientStore>(new ClientStore(_database));
        services.AddSingleton<IRegistryStore>(new RegistryStore(_database));
        services.AddSingleton<IGrantStore>(new GrantStore(_database));
        services.AddSingleton<IArtifactStore>(new FileArtifactStore(Path.Combine(_directory.Path, "artifacts"), _database, _clock));
        services.AddSingleton<IUpdateStore>(new FileUpdateStore(Path.Combine(_directory.Path, "sites")));
    }

    /// <summary>Closes the database and unlocks the directory.</summary>
    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _directory.Dispose();
    }
}
