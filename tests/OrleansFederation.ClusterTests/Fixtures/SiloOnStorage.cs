using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Orleans.TestingHost;
using OrleansFederation.Storage;

namespace OrleansFederation.Fixtures;

/// <summary>A silo whose grain state and reminders are kept by Orleans' AdoNet providers over our schema.</summary>
public abstract class SiloOnStorage(StorageFixture storage) : IAsyncLifetime
{
    private InProcessTestCluster? _cluster;

    /// <summary>Grain storage that keeps a cleared row.</summary>
    internal IGrainStorage Keeping => Services.GetRequiredKeyedService<IGrainStorage>("keeping");

    /// <summary>Grain storage that deletes a cleared row.</summary>
    internal IGrainStorage Deleting => Services.GetRequiredKeyedService<IGrainStorage>("deleting");

    /// <summary>Reminders.</summary>
    internal IReminderTable Reminders => Services.GetRequiredService<IReminderTable>();

    /// <summary>The storage below; gives up the test where its database is absent.</summary>
    internal FederationStorage Storage => storage.Storage;

    private IServiceProvider Services => (_cluster ?? throw new InvalidOperationException($"No silo: {storage.Storage.Place}")).GetSiloServiceProvider();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await storage.InitializeAsync();
        if (storage.Options.StateDirectory.Length == 0)
        {
            return;
        }

        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo
            .AddAdoNetGrainStorage("keeping", o => (o.Invariant, o.DataSource) = (Storage.Invariant, Storage.DataSource))
            .AddAdoNetGrainStorage("deleting", o => (o.Invariant, o.DataSource, o.DeleteStateOnClear) = (Storage.Invariant, Storage.DataSource, true))
            .UseAdoNetReminderService(o => (o.Invariant, o.DataSource) = (Storage.Invariant, Storage.DataSource)));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        await storage.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>A silo on SQLite.</summary>
public sealed class SiloOnSqlite() : SiloOnStorage(new SqliteStorage());

/// <summary>A silo on Postgres.</summary>
public sealed class SiloOnPostgres(PostgresServer server) : SiloOnStorage(new PostgresStorage(server));
