using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace OrleansFederation.Placement;

/// <summary>Says which silos host which grains.</summary>
public static class PlacementServices
{
    /// <summary>Tells the other silos what this one is for, and keeps grains to the silos that are for them.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="roles">Its roles: <c>coordinator</c>, <c>site</c>, or both.</param>
    /// <param name="sites">The sites that it carries; <c>*</c> for every site.</param>
    public static ISiloBuilder UseFederationPlacement(this ISiloBuilder silo, IEnumerable<string> roles, IEnumerable<string> sites) => silo
        .UseSiloMetadata(new Dictionary<string, string>
        {
            [SiloRoles.RoleKey] = string.Join(',', roles),
            [SiloRoles.SitesKey] = string.Join(',', sites),
            [SiloRoles.VersionKey] = typeof(PlacementServices).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "",
            [SiloRoles.MemoryKey] = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes.ToString(CultureInfo.InvariantCulture),
            [SiloRoles.CoresKey] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
        })
        .ConfigureServices(services => services.AddSingleton<SiloMetadataView>().TryAddSingleton<ISiloClaims, EveryClaim>())
        .ConfigureServices(services => services
            .AddPlacementFilter<CoordinatorPlacementStrategy, CoordinatorPlacementDirector>(ServiceLifetime.Singleton)
            .AddPlacementFilter<SitePlacementStrategy, SitePlacementDirector>(ServiceLifetime.Singleton)
            .AddPlacementFilter<SiloPlacementStrategy, SiloPlacementDirector>(ServiceLifetime.Singleton));
}
