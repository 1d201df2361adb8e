using OrleansFederation.Aggregation;
using OrleansFederation.Clients;
using OrleansFederation.Federations;
using OrleansFederation.Rounds;

namespace OrleansFederation.Defence;

/// <summary>Decides which clients are not selected, as a function of the committed rounds in which they were flagged.</summary>
public static class Quarantine
{
    /// <summary>What is remembered after a committed round.</summary>
    /// <param name="spec">When clients are kept out; null where they never are.</param>
    /// <param name="before">What was remembered before.</param>
    /// <param name="round">The round's number.</param>
    /// <param name="flagged">The clients that were flagged in it.</param>
    /// <returns>By client.</returns>
    public static IReadOnlyList<Suspicion> After(QuarantineSpec? spec, IReadOnlyList<Suspicion> before, int round, IReadOnlyList<string> flagged)
    {
        if (spec is null)
        {
            return [];
        }

        var known = before.ToDictionary(suspicion => suspicion.Client, StringComparer.Ordinal);
        foreach (var client in flagged)
        {
            known[client] = known.GetValueOrDefault(client) is { } already ? already with { Flagged = [.. already.Flagged, round] } : new(client, [round], 0);
        }

        return
        [
            .. known.Values
                .Select(suspicion => Judge(suspicion with { Flagged = [.. suspicion.Flagged.Where(at => at > round - spec.Within)] }))
                .Where(suspicion => suspicion.Flagged.Count > 0 || suspicion.Until > round)
                .OrderBy(suspicion => suspicion.Client, StringComparer.Ordinal),
        ];

        // Whoever is kept out begins anew afterwards.
        Suspicion Judge(Suspicion suspicion) => suspicion.Flagged.Count >= spec.After ? suspicion with { Flagged = [], Until = round + spec.Rounds } : suspicion;
    }

    /// <summary>
    /// Lists who is not selected in a round. Where too few would be left for the sampling's minimum, the aggregation rule or the scores,
    /// those whose time is over soonest are selected all the same: the round still scores their updates.
    /// </summary>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="suspicions">What is remembered.</param>
    /// <param name="round">The round's number.</param>
    /// <returns>The clients' ids, those whose time is over soonest last; empty in most federations.</returns>
    public static IReadOnlyList<string> Of(FederationSpec spec, IReadOnlyList<Suspicion> suspicions, int round)
    {
        Suspicion[] kept = [.. suspicions.Where(suspicion => suspicion.Until >= round)];
        if (kept.Length == 0)
        {
            return [];
        }

        // Who lacks a tag is never selected, and takes nobody's place among those that are kept out.
        var tagged = SelectionCriteria.Tagged(spec, ClientRoster.Of(spec));
        if (spec.Sampling.Select.HasTags)
        {
            var may = tagged.Select(client => client.Id).ToHashSet(StringComparer.Ordinal);
            kept = [.. kept.Where(suspicion => may.Contains(suspicion.Client))];
        }

        var most = Math.Max(0, tagged.Count - Needed(spec));
        return [.. kept.OrderByDescending(suspicion => suspicion.Until).ThenBy(suspicion => suspicion.Client, StringComparer.Ordinal).Take(most).Select(suspicion => suspicion.Client)];
    }

    /// <summary>Lists who may be selected.</summary>
    /// <param name="roster">Everybody who takes part.</param>
    /// <param name="quarantined">Those who are not selected.</param>
    /// <returns>The others, in the same order.</returns>
    public static IReadOnlyList<RosterEntry> Without(IReadOnlyList<RosterEntry> roster, IReadOnlyList<string> quarantined)
    {
        if (quarantined.Count == 0)
        {
            return roster;
        }

        var away = quarantined.ToHashSet(StringComparer.Ordinal);
        return [.. roster.Where(client => !away.Contains(client.Id))];
    }

    /// <summary>Lists who stays kept out of a round: not those that were drawn all the same, since too few others met what was measured.</summary>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="quarantined">Those who are not selected.</param>
    /// <param name="cohort">The round's cohort.</param>
    public static IReadOnlyList<string> Beside(FederationSpec spec, IReadOnlyList<string> quarantined, IReadOnlyList<Participant> cohort) =>
        quarantined.Count > 0 && spec.Sampling.Select.IsMeasured ? [.. quarantined.Except(cohort.Select(client => client.Client), StringComparer.Ordinal)] : quarantined;

    /// <summary>The fewest clients that quarantine leaves: for the sampling's minimum, the aggregation rule and the scores.</summary>
    /// <param name="spec">The federation's spec.</param>
    internal static int Needed(FederationSpec spec)
    {
        var least = Math.Max(spec.Sampling.Minimum, Screening.Fewest);
        return Math.Max(least, AggregationRules.Find(spec.Aggregation.Rule)?.Tolerate(spec.Aggregation, least).Fewest ?? 1);
    }
}
