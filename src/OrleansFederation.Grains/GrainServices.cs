using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Cluster;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Membership;
using OrleansFederation.Personalisation;
using OrleansFederation.Placement;
using OrleansFederation.Registry;
using OrleansFederation.Telemetry;
using OrleansFederation.Training;

namespace OrleansFederation;

/// <summary>Registers what the grains need beside the ports.</summary>
public static class GrainServices
{
    /// <summary>What a site's silo that stops waits for trainings that are about to end.</summary>
    private static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(3);

    /// <summary>Adds what does tasks at a site. The ports of Learning must be registered as well.</summary>
    /// <param name="services">The services.</param>
    /// <param name="keeps">Whether values that messages would quote stay here.</param>
    internal static IServiceCollection AddSiteWork(this IServiceCollection services, bool keeps) => services
        .AddSingleton(new SiteDiscretion(keeps))
        .AddSingleton<SiteStatistics>()
        .AddSingleton<SiteMetrics>()
        .AddSingleton<ProgramAdmission>()
        .AddSingleton<StateVectors>()
        .AddSingleton<SiteUpdates>()
        .AddSingleton<SiteVariates>()
        .AddSingleton<PersonalStates>()
        .AddSingleton<PersonalTraining>()
        .AddSingleton<PersonalModels>()
        .AddSingleton<SiteWork>();

    /// <summary>Adds the services of the grains, after the silo's own. The ports of Learning must be registered as well.</summary>
    /// <param name="services">The services.</param>
    /// <param name="coordinator">Whether the silo hosts the grains that own state.</param>
    /// <param name="resumes">Whether running federations are taken up when the silo starts.</param>
    public static IServiceCollection AddFederationGrains(this IServiceCollection services, bool coordinator, bool resumes)
    {
        services
            .AddSiteWork(keeps: !coordinator)
            .AddSingleton<SiteTasks>()
            .AddSingleton<SiteFold>()
            .AddSingleton<IIncomingGrainCallFilter, RefusalFilter>()
            .AddHostedService<InstrumentStart>()
            .AddHostedService(provider => new SiteDrain(provider.GetRequiredService<SiteTasks>(), coordinator ? TimeSpan.Zero : Courtesy));
        return coordinator
            ? services
                .AddSingleton<FederationCreation>()
                .AddSingleton<InitialModel>()
                .AddSingleton<ProgramCreation>()
                .AddSingleton<RegistrationChecks>()
                .AddSingleton<RegistrationFiles>()
                .AddSingleton<SiloLoads>()
                .AddSingleton<Membership.ClusterMembers>()
                .AddSingleton<FederationResumption>()
                .AddHostedService<ArtifactSweep>()
                .AddHostedService<ClusterInstruments>()
                .AddHostedService(provider => ActivatorUtilities.CreateInstance<MembershipWatch>(provider, resumes))
            : services;
    }
}
