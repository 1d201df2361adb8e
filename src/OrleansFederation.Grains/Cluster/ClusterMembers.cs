using System.Collections.Immutable;
using System.Net;
using OrleansFederation.Placement;

namespace OrleansFederation.Cluster;

/// <summary>Makes views of what membership and silos say.</summary>
internal static class ClusterMembers
{
    /// <summary>The metadata of a silo that says nothing any more.</summary>
    public static readonly ImmutableDictionary<string, string> Nothing = ImmutableDictionary<string, string>.Empty;

    /// <summary>Gives the silos to show: those that live, and the latest dead one of a name that no living one has.</summary>
    /// <param name="members">Every row of membership.</param>
    public static IReadOnlyList<MembershipEntry> Known(IEnumerable<MembershipEntry> members) =>
    [
        .. members.GroupBy(member => member.SiloName, StringComparer.Ordinal).SelectMany(named =>
            named.Any(member => member.Status is not SiloStatus.Dead)
                ? named.Where(member => member.Status is not SiloStatus.Dead)
                : [named.MaxBy(member => member.SiloAddress.Generation)!]),
    ];

    /// <summary>Gives the sites that a silo carries; none for a silo that is no site's.</summary>
    /// <param name="metadata">What the silo says of itself.</param>
    public static IReadOnlyList<string> SitesOf(IReadOnlyDictionary<string, string> metadata) =>
        SiloRoles.Words(metadata, SiloRoles.RoleKey).Contains(SiloRoles.Site, StringComparer.Ordinal) ? SiloRoles.Words(metadata, SiloRoles.SitesKey) : [];

    /// <summary>Makes the view of a silo.</summary>
    /// <param name="member">Its row of membership.</param>
    /// <param name="metadata">What it says of itself.</param>
    /// <param name="tasks">The tasks that it holds; null where it did not say.</param>
    public static SiloView View(MembershipEntry member, IReadOnlyDictionary<string, string> metadata, int? tasks) => new()
    {
        Name = member.SiloName,
        Address = member.SiloAddress.Endpoint.ToString(),
        Gateway = member.ProxyPort > 0 ? new IPEndPoint(member.SiloAddress.Endpoint.Address, member.ProxyPort).ToString() : null,
        Roles = SiloRoles.Words(metadata, SiloRoles.RoleKey),
        Sites = SitesOf(metadata),
        Standing = member.Status switch
        {
            SiloStatus.Active => SiloStanding.Active,
            SiloStatus.ShuttingDown or SiloStatus.Stopping => SiloStanding.Stopping,
            SiloStatus.Dead => SiloStanding.Dead,
            _ => SiloStanding.Joining,
        },
        Since = Utc(member.Status is SiloStatus.Dead ? member.IAmAliveTime : member.StartTime),
        Version = metadata.TryGetValue(SiloRoles.VersionKey, out var version) && version.Length > 0 ? version : null,
        Tasks = tasks,
    };

    /// <summary>Makes the views of sites: of those that a silo names, and of those that clients live at.</summary>
    /// <param name="clients">The number of clients by site.</param>
    /// <param name="silos">The silos that live: name, sites, and tasks by site where it said so.</param>
    public static IReadOnlyList<SiteView> Sites(
        IReadOnlyDictionary<string, long> clients, IReadOnlyList<(string Name, IReadOnlyList<string> Sites, IReadOnlyDictionary<string, int>? Held)> silos) =>
    [
        .. clients.Keys.Union(silos.SelectMany(silo => silo.Sites).Where(site => site != SiloRoles.EverySite), StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(site =>
            {
                var carriers = silos.Where(silo => silo.Sites.Any(carried => carried == site || carried == SiloRoles.EverySite)).ToList();
                var held = carriers.Select(silo => silo.Held).OfType<IReadOnlyDictionary<string, int>>().ToList();
                return new SiteView(
                    site,
                    clients.GetValueOrDefault(site),
                    [.. carriers.Select(silo => silo.Name).Order(StringComparer.Ordinal)],
                    held.Count == 0 ? null : held.Sum(tasks => tasks.GetValueOrDefault(site)));
            }),
    ];

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
