using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansFederation.Modeling;
using OrleansFederation.Plugins;

namespace OrleansFederation.Training;

/// <summary>Registers local training.</summary>
public static class TrainingServices
{
    /// <summary>Adds <see cref="IModelTrainer"/>, one for the process: its lanes are shared by all who train in it.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddTraining(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IPlugins, NoPlugins>();
        services.TryAddSingleton<IPrograms, TorchPrograms>();
        services.TryAddSingleton<IModelTrainer>(provider => new LocalTrainer(provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IPlugins>()));
        return services;
    }
}
