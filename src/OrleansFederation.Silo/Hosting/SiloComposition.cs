using Orleans.Storage;
using OrleansFederation.Data;
using OrleansFederation.Inference;
using OrleansFederation.Isolation;
using OrleansFederation.Storage;
using OrleansFederation.Training;

namespace OrleansFederation.Hosting;

/// <summary>What every silo is made of, embedded or not.</summary>
internal static class SiloComposition
{
    /// <summary>The service id under which grain state is kept.</summary>
    public const string ServiceId = "orleans-federation";

    private const string GrainStorage = "federation";

    /// <summary>Adds the platform's services.</summary>
    public static IServiceCollection AddFederation(this IServiceCollection services, ISiloStorage storage, bool coordinator, bool resumes)
    {
        services.AddSingleton(TimeProvider.System);
        storage.AddTo(services);
        return services
            .AddTraining()
            .AddDatasets()
            .AddInference()
            .AddIsolation()
            .AddFederationGrains(coordinator, resumes);
    }

    /// <summary>Keeps reminders in the platform's own schema.</summary>
    public static ISiloBuilder AddFederationReminders(this ISiloBuilder silo, ISiloStorage storage) => silo
        .UseAdoNetReminderService(reminders =>
        {
            reminders.Invariant = storage.Invariant;
            reminders.DataSource = storage.DataSource;
        })
        .ConfigureServices(services => services.AddDatabaseFaults());

    /// <summary>Keeps grain state in the platform's own schema, as readable JSON without type names.</summary>
    public static ISiloBuilder AddFederationStorage(this ISiloBuilder silo, ISiloStorage storage) => silo
        .AddAdoNetGrainStorage(GrainStorage, grainStorage => grainStorage.Configure<IServiceProvider>((options, services) =>
        {
            options.Invariant = storage.Invariant;
            options.DataSource = storage.DataSource;
            options.GrainStorageSerializer = ActivatorUtilities.CreateInstance<SystemTextJsonGrainStorageSerializer>(services);
        }))
        .ConfigureServices(services =>
        {
            var real = services.Last(service => service.ServiceType == typeof(IGrainStorage) && GrainStorage.Equals(service.ServiceKey));
            services.Remove(real);
            services.AddKeyedSingleton<IGrainStorage>(GrainStorage, (provider, key) =>
                new TranslatingGrainStorage(
                    (IGrainStorage)real.KeyedImplementationFactory!(provider, key), ActivatorUtilities.CreateInstance<SystemTextJsonGrainStorageSerializer>(provider),
                    storage, provider.GetRequiredService<TimeProvider>()));
        });
}
