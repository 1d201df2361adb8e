using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.MembershipService.SiloMetadata;
using OrleansFederation.Clients;
using OrleansFederation.Federations;
using OrleansFederation.Naming;
using OrleansFederation.Placement;
using OrleansFederation.Rounds;

namespace OrleansFederation.Cluster;

/// <inheritdoc cref="IClusterGrain"/>
[StatelessWorker, Reentrant, CoordinatorPlacement, GrainType("of.cluster")]
internal sealed class ClusterGrain(
    IFederationStore federations,
    IClientStore clients,
    ISiloMetadataCache metadata,
    SiloLoads loads,
    IOptions<ClusterOptions> cluster,
    TimeProvider clock) : Grain, IClusterGrain
{
    /// <summary>The most federations that are shown.</summary>
    private const int Shown = 200;

    /// <summary>How long the grain directory may take to say where one grain is.</summary>
    private static readonly TimeSpan FindWithin = TimeSpan.FromSeconds(2);

    public async Task<ClusterView> GetAsync(CancellationToken cancellationToken)
    {
        var management = GrainFactory.GetGrain<IManagementGrain>(0);
        var members = ClusterMembers.Known(await management.GetDetailedHosts(onlyActive: false, cancellationToken));
        var alive = members.Where(member => member.Status is SiloStatus.Active).ToList();
        var said = members.ToDictionary(
            member => member.SiloAddress, member => member.Status is SiloStatus.Active ? metadata.GetSiloMetadata(member.SiloAddress).Metadata : ClusterMembers.Nothing);
        var held = await loads.OfAsync(alive.Select(member => (member.SiloAddress, ClusterMembers.SitesOf(said[member.SiloAddress]))));
        var names = alive.ToDictionary(member => member.SiloAddress, member => member.SiloName);
        var running = await federations.ListRunningAsync(Shown, cancellationToken);
        return new(
            cluster.Value.ClusterId,
            clock.GetUtcNow(),
            [.. members.Select(member => ClusterMembers.View(member, said[member.SiloAddress], held.GetValueOrDefault(member.SiloAddress)?.Values.Sum())).OrderBy(silo => silo.Name, StringComparer.Ordinal)],
            ClusterMembers.Sites(
                await clients.CountBySiteAsync(cancellationToken),
                [.. alive.Select(member => (member.SiloName, ClusterMembers.SitesOf(said[member.SiloAddress]), held.GetValueOrDefault(member.SiloAddress)))]),
            await Task.WhenAll(running.Select(federation => PlaceAsync(management, federation, names))));
    }

    private async Task<FederationPlace> PlaceAsync(IManagementGrain management, RunningFederation federation, Dictionary<SiloAddress, string> names)
    {
        var (driver, round) = (
            FindAsync(management, GrainFactory.GetGrain<IFederationGrain>(GrainKeys.Federation(federation.Name)), names),
            federation.Round == 0
                ? Task.FromResult<string?>(null)
                : FindAsync(management, GrainFactory.GetGrain<IRoundGrain>(GrainKeys.Round(federation.Name, federation.Round)), names));
        return new(federation.Name, federation.Round, federation.Rounds, federation.Owner, await driver, await round);
    }

    private async Task<string?> FindAsync(IManagementGrain management, IAddressable grain, Dictionary<SiloAddress, string> names)
    {
        try
        {
            return await management.GetActivationAddress(grain).AsTask().WaitAsync(FindWithin, clock) is { } silo ? names.GetValueOrDefault(silo) : null;
        }
        catch (Exception exception) when (exception is TimeoutException or OrleansException)
        {
            // The directory's part for this grain was at a silo that has just died; the next look finds it.
            return null;
        }
    }
}
