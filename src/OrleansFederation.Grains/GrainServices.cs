using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Cluster;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Placement;
using OrleansFederation.Telemetry;
using OrleansFederation.Training;

namespace OrleansFederation;

/// <summary>Registers what the grains need beside the ports.</summary>
public static class GrainServices
{
    /// <summary>Adds the services of the grains. The ports of Learning must be registered as well.</summary>
    /// <param name="services">The services.</param>
    /// <param name="coordinator">Whether the silo hosts the grains that own state.</param>
    public static IServiceCollection AddFederationGrains(this IServiceCollection services, bool coordinator)
    {
        services
            .AddSingleton<SiteWork>()
            .AddSingleton<SiteTasks>()
            .AddSingleton<SiteFold>()
            .AddSingleton<IIncomingGrainCallFilter, RefusalFilter>()
            .AddHostedService<InstrumentStart>();
        return coordinator
            ? services.AddSingleton<FederationCreation>().AddSingleton<SiloLoads>().AddHostedService<ArtifactSweep>().AddHostedService<ClusterInstruments>()
            : services;
    }
}
