using System.Collections.Concurrent;
using OrleansFederation.Clients;
using OrleansFederation.Placement;
using OrleansFederation.Rounds;

namespace OrleansFederation.Membership;

/// <summary>Which silos and sites are in the cluster, as this silo sees it. Asking costs no call.</summary>
internal sealed class ClusterMembers(IClusterMembershipService membership, SiloMetadataView metadata)
{
    private readonly ConcurrentDictionary<Signal, byte> _watchers = [];

    /// <summary>Grows with every change of the membership.</summary>
    public long Version => membership.CurrentSnapshot.Version.Value;

    /// <summary>Tells whether a silo is in the cluster and not about to leave it.</summary>
    /// <param name="silo">The silo's address, as <see cref="SiloAddress.ToParsableString"/> writes it; it names one start of the silo.</param>
    public bool IsActive(string silo) =>
        membership.CurrentSnapshot.GetSiloStatus(SiloAddress.FromParsableString(silo)) == SiloStatus.Active;

    /// <summary>Tells whether a silo of a site is in the cluster.</summary>
    /// <param name="site">The site's name.</param>
    public bool Reaches(string site) => membership.CurrentSnapshot.Members.Values.Any(member =>
        member.Status == SiloStatus.Active && SiloRoles.Carries(metadata.Of(member.SiloAddress), site));

    /// <summary>Gives what a site has to train with: of several silos that carry it the least, since any of them may get a task.</summary>
    /// <param name="site">The site's name.</param>
    /// <returns>It; null where no silo of the site is in the cluster, or one does not say.</returns>
    public SiteCapacity? CapacityOf(string site)
    {
        SiteCapacity? least = null;
        foreach (var member in membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active))
        {
            var said = metadata.Of(member.SiloAddress);
            if (!SiloRoles.Carries(said, site))
            {
                continue;
            }

            if (SiloRoles.CapacityOf(said) is not { } capacity)
            {
                return null;
            }

            least = least is null ? capacity : new(Math.Min(least.Memory, capacity.Memory), Math.Min(least.Cores, capacity.Cores));
        }

        return least;
    }

    /// <summary>Wakes a signal at every change, until it is let go.</summary>
    /// <param name="signal">The signal.</param>
    public void Watch(Signal signal) => _watchers[signal] = 0;

    /// <summary>Lets a signal go.</summary>
    /// <param name="signal">The signal.</param>
    public void Leave(Signal signal) => _watchers.TryRemove(signal, out _);

    /// <summary>Wakes everybody who watches.</summary>
    public void Tell()
    {
        foreach (var (signal, _) in _watchers)
        {
            signal.Set();
        }
    }
}
