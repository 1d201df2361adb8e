using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansFederation.Plugins;
using OrleansFederation.Tables;

namespace OrleansFederation.Data;

/// <summary>Registers the data that a site can open.</summary>
public static class DatasetServices
{
    /// <summary>Adds <see cref="IDataSource"/> and <see cref="IDataProfiler"/>: the files that specs name, and generated digits.</summary>
    /// <param name="services">The services to add to.</param>
    public static IServiceCollection AddDatasets(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IPlugins, NoPlugins>();
        services.TryAddSingleton<IDataSource, FederationDataSource>();
        services.TryAddSingleton<IDataProfiler, TableProfiler>();
        return services;
    }
}
