using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace OrleansFederation.Data;

/// <summary>Registers the data that a site can open.</summary>
public static class DatasetServices
{
    /// <summary>Adds <see cref="IDataSource"/>: the files that specs name, and generated digits.</summary>
    /// <param name="services">The services to add to.</param>
    public static IServiceCollection AddDatasets(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IDataSource, FederationDataSource>();
        return services;
    }
}
