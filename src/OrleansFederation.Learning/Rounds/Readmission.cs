using OrleansFederation.Clients;
using OrleansFederation.Defence;
using OrleansFederation.Federations;

namespace OrleansFederation.Rounds;

/// <summary>
/// Whom a round may select beside those that meet its <c>sampling.select</c>, where these are too few. What a client did in earlier rounds
/// only changes by rounds, so that clients that were too slow or unreliable would keep a federation from every further one: the most
/// reliable of them are tried again. Clients in quarantine come last, as they do where nothing is measured. What a site has is never waived.
/// </summary>
/// <param name="Again">Those that are tried again, though they were too slow or not reliable, in the order in which they were chosen.</param>
/// <param name="Released">Those that may be selected though they are in quarantine, in that order.</param>
public sealed record Readmission(IReadOnlyList<RosterEntry> Again, IReadOnlyList<RosterEntry> Released)
{
    private const int MostNamed = 10;

    /// <summary>Nobody: enough meet it.</summary>
    public static Readmission Nobody { get; } = new([], []);

    /// <summary>
    /// Decides. Where fewer than <c>sampling.minimum</c> meet it, or, beside a quarantine, than <see cref="Quarantine.Needed"/> says, those not
    /// in quarantine come first, the more reliable before the less and then the faster, until there are as many as a round selects otherwise,
    /// since some of them may fail again; then, up to what is needed, those in quarantine whose time is over soonest.
    /// </summary>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="clients">The clients with the tags, and what is measured of each.</param>
    /// <param name="quarantined">The ids of those that are kept out, those whose time is over soonest last.</param>
    /// <param name="mayCome">Whether there is time to wait for sites that are away: as long as there is, their clients count as if they met what is asked of sites, and take the place of others.</param>
    public static Readmission Of(FederationSpec spec, IReadOnlyList<(RosterEntry Client, ClientFacts Facts)> clients, IReadOnlyList<string> quarantined, bool mayCome)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(clients);
        ArgumentNullException.ThrowIfNull(quarantined);
        var (select, away) = (spec.Sampling.Select, quarantined.ToHashSet(StringComparer.Ordinal));
        var needed = away.Count > 0 ? Quarantine.Needed(spec) : spec.Sampling.Minimum;
        var free = clients.Where(pair => !away.Contains(pair.Client.Id)).ToArray();
        var expected = free.Count(pair => SelectionCriteria.IsMet(select, pair.Facts)
            || (mayCome && pair.Facts.Capacity is null && SelectionCriteria.AsksSites(select) && SelectionCriteria.IsMetByPast(select, pair.Facts)));
        RosterEntry[] again =
        [
            .. free.Where(pair => SelectionCriteria.IsMetBySite(select, pair.Facts) && !SelectionCriteria.IsMetByPast(select, pair.Facts))
                .OrderByDescending(pair => pair.Facts.Past.Reliability).ThenByDescending(pair => pair.Facts.Past.Speed ?? double.PositiveInfinity).ThenBy(pair => pair.Client.Ordinal)
                .Take(expected < needed ? Math.Max(needed, CohortSelection.Selected(spec.Sampling, free.Length)) - expected : 0).Select(pair => pair.Client),
        ];
        expected += again.Length;
        if (away.Count == 0 || expected >= needed)
        {
            return new(again, []);
        }

        var known = clients.ToDictionary(pair => pair.Client.Id, StringComparer.Ordinal);
        var suspects = quarantined.Reverse().Where(known.ContainsKey).Select(id => known[id]).Where(pair => SelectionCriteria.IsMetBySite(select, pair.Facts)).ToArray();
        (RosterEntry Client, ClientFacts Facts)[] released =
            [.. suspects.OrderByDescending(pair => SelectionCriteria.IsMetByPast(select, pair.Facts)).Take(needed - expected)];
        return new([.. again, .. released.Where(pair => !SelectionCriteria.IsMetByPast(select, pair.Facts)).Select(pair => pair.Client)], [.. released.Select(pair => pair.Client)]);
    }

    /// <summary>Who may be selected besides, in words; null where nobody may.</summary>
    public string? Reason
    {
        get
        {
            string[] said =
            [
                .. Said(Again, "tried again, though not as fast or reliable in the rounds before as sampling.select asks for"),
                .. Said(Released, "selected though in quarantine"),
            ];
            return said.Length == 0 ? null : $"too few others may be selected: {string.Join("; ", said)}";
        }
    }

    private static IEnumerable<string> Said(IReadOnlyList<RosterEntry> clients, string what) => clients.Count == 0
        ? []
        : [$"{string.Join(", ", clients.Take(MostNamed).Select(client => client.Id))}{(clients.Count > MostNamed ? $" and {clients.Count - MostNamed} more" : "")} {(clients.Count == 1 ? "is" : "are")} {what}"];
}
