using OrleansFederation.Clients;
using OrleansFederation.Errors;

namespace OrleansFederation.Rounds;

/// <summary>Holds a round until as many clients are within reach as the spec asks for, selected or not.</summary>
internal sealed class RoundQuorum(RoundContext context)
{
    private const int MostNamed = 20;

    // Membership wakes the round; this is for what a wake could miss.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Waits. A round that has updates already has begun, and does not wait again.</summary>
    /// <param name="cancellationToken">Gives the round up.</param>
    /// <exception cref="FederationException">FED3021 where too few were within reach by the deadline.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (context.Spec.Sampling is not { Available: { } wanted, Deadline: var deadline } || context.Inbox.Tally.Received > 0)
        {
            return;
        }

        var (began, isTold) = (context.Clock.GetTimestamp(), false);
        var sites = ClientsBySite(SelectionCriteria.Tagged(context.Spec, context.Roster));
        while (Shortage(sites, context.Cluster.Reaches, wanted) is { } shortage)
        {
            context.Inbox.ThrowIfTakenOver();
            var left = deadline - context.Clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                throw new FederationException(shortage);
            }

            if (!isTold)
            {
                context.TellUnavailable(shortage, []);
                isTold = true;
            }

            await context.Inbox.Changed.WaitAsync(left < LookEvery ? left : LookEvery, context.Clock, cancellationToken);
        }
    }

    /// <summary>Counts the clients of each site.</summary>
    /// <param name="roster">The clients.</param>
    internal static IReadOnlyDictionary<string, int> ClientsBySite(IEnumerable<RosterEntry> roster) =>
        roster.GroupBy(client => client.Site, StringComparer.Ordinal).ToDictionary(site => site.Key, site => site.Count(), StringComparer.Ordinal);

    /// <summary>Says who is missing.</summary>
    /// <param name="sites">The clients of each site.</param>
    /// <param name="reaches">Whether a site can be reached.</param>
    /// <param name="wanted">How many clients must be within reach.</param>
    /// <returns>FED3021 with the sites that are away; null where enough are within reach.</returns>
    internal static Problem? Shortage(IReadOnlyDictionary<string, int> sites, Func<string, bool> reaches, int wanted)
    {
        var away = sites.Where(site => !reaches(site.Key)).Select(site => site.Key).Order(StringComparer.Ordinal).ToList();
        var reachable = sites.Values.Sum() - away.Sum(site => sites[site]);
        return reachable >= wanted
            ? null
            : FederationErrors.SiteOffline.At(
                $"site {string.Join(", ", away.Take(MostNamed))}{(away.Count > MostNamed ? $" and {away.Count - MostNamed} more" : "")}",
                $"{reachable} of {sites.Values.Sum()} clients are within reach, and sampling.available asks for {wanted}");
    }
}
