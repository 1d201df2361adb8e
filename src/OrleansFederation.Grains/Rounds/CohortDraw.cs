using OrleansFederation.Clients;
using OrleansFederation.Defence;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Membership;

namespace OrleansFederation.Rounds;

/// <summary>
/// Draws a round's cohort by what is measured: what sites have now, and what clients did before. That is no function of the spec, so the
/// cohort is drawn once, before the round has rows, and taken from them ever after.
/// </summary>
/// <param name="plan">The round's plan.</param>
/// <param name="spec">The spec.</param>
/// <param name="rounds">The rows.</param>
/// <param name="cluster">Which silos and sites are there.</param>
/// <param name="clock">The clock.</param>
internal sealed class CohortDraw(RoundPlan plan, FederationSpec spec, IRoundStore rounds, ClusterMembers cluster, TimeProvider clock)
{
    // Membership wakes the draw; this is for what a wake could miss.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Whether cohort or work follow from what is measured.</summary>
    /// <param name="spec">The spec.</param>
    public static bool IsMeasured(FederationSpec spec) => spec.Sampling.Select.IsMeasured || spec.Training.Budget is not null;

    /// <summary>Draws a cohort that follows from the spec alone.</summary>
    /// <param name="plan">The round's plan.</param>
    /// <param name="spec">The spec.</param>
    public static Participant[] Of(RoundPlan plan, FederationSpec spec) =>
        [.. CohortSelection.Train(spec, Quarantine.Without(ClientRoster.Of(spec), plan.Quarantined), plan.Number).Select(client => Taken(client))];

    /// <summary>
    /// Draws the cohort, and fits its work to the time budget. Where too few clients meet what is asked of their sites, waits until the deadline
    /// for sites that come. Where too few are left for what they did before, others are tried again.
    /// </summary>
    /// <param name="changed">Woken when the cluster changes.</param>
    /// <param name="tell">Told once of what is missing, where the draw has to wait.</param>
    /// <param name="cancellationToken">Gives the round up.</param>
    /// <returns>The cohort, and who of it may be selected only since others were too few.</returns>
    /// <exception cref="FederationException">FED3080 where too few clients meet what is asked for; FED3021 where too few are within reach.</exception>
    public async Task<(Participant[] Cohort, Readmission Readmission)> DrawAsync(Signal changed, Action<FederationEvent> tell, CancellationToken cancellationToken)
    {
        var past = (await rounds.PastWorkAsync(plan.Federation, plan.Number, cancellationToken)).ToDictionary(work => work.Client, StringComparer.Ordinal);
        var (began, isTold) = (clock.GetTimestamp(), false);
        while (true)
        {
            var left = spec.Sampling.Deadline - clock.GetElapsedTime(began);
            var facts = Measure(past);
            if (Missing(facts, Readmitted(facts, mayCome: left > TimeSpan.Zero)) is not { } missing)
            {
                // It is drawn now: whoever might have come takes nobody's place any more.
                var readmission = Readmitted(facts, mayCome: false);
                var roster = Quarantine.Without(ClientRoster.Of(spec), KeptOut(readmission));
                var known = facts.ToDictionary(pair => pair.Client.Ordinal, pair => pair.Facts);
                var chosen = spec.Sampling.Select.IsMeasured
                    ? CohortSelection.Train(spec, roster, plan.Number, client => known[client.Ordinal], readmission.Again)
                    : CohortSelection.Train(spec, roster, plan.Number);
                return ([.. chosen.Select(client => Taken(client, WorkBudget.Steps(spec.Training, past.GetValueOrDefault(client.Id) ?? PastWork.None(client.Id))))], readmission);
            }

            if (left <= TimeSpan.Zero || !MayCome)
            {
                throw new FederationException(missing);
            }

            if (!isTold)
            {
                tell(new() { Kind = FederationEventKind.ClientUnavailable, Problem = missing });
                isTold = true;
            }

            await changed.WaitAsync(left < LookEvery ? left : LookEvery, clock, cancellationToken);
        }
    }

    // What clients did before does not change by waiting; what their sites have does.
    private bool MayCome => spec.Sampling is { Select.Memory: not null } or { Select.Cores: not null } or { Available: not null };

    private Readmission Readmitted(List<(RosterEntry Client, ClientFacts Facts)> facts, bool mayCome) =>
        facts.Count == 0 ? Readmission.Nobody : Readmission.Of(spec, facts, plan.Quarantined, mayCome);

    private List<(RosterEntry Client, ClientFacts Facts)> Measure(Dictionary<string, PastWork> past)
    {
        if (!spec.Sampling.Select.IsMeasured)
        {
            return [];
        }

        Dictionary<string, SiteCapacity?> sites = new(StringComparer.Ordinal);
        List<(RosterEntry, ClientFacts)> facts = [];
        foreach (var client in SelectionCriteria.Tagged(spec, ClientRoster.Of(spec)))
        {
            if (!sites.TryGetValue(client.Site, out var capacity))
            {
                sites[client.Site] = capacity = cluster.CapacityOf(client.Site);
            }

            facts.Add((client, new(capacity, past.GetValueOrDefault(client.Id) ?? PastWork.None(client.Id))));
        }

        return facts;
    }

    /// <summary>What keeps the round from being drawn. Who is to be within reach is looked at first: a site that is away has nothing yet.</summary>
    private Problem? Missing(List<(RosterEntry Client, ClientFacts Facts)> facts, Readmission readmission)
    {
        if (!spec.Sampling.Select.IsMeasured)
        {
            return null;
        }

        return (spec.Sampling.Available is { } available ? RoundQuorum.Shortage(RoundQuorum.ClientsBySite(SelectionCriteria.Tagged(spec, ClientRoster.Of(spec))), cluster.Reaches, available) : null)
            ?? Shortage();

        Problem? Shortage()
        {
            var keptOut = KeptOut(readmission).ToHashSet(StringComparer.Ordinal);
            return SelectionCriteria.Shortage(spec.Sampling, [.. facts.Where(pair => !keptOut.Contains(pair.Client.Id)).Select(pair => pair.Facts)], readmission.Again.Count);
        }
    }

    private string[] KeptOut(Readmission readmission) => [.. plan.Quarantined.Except(readmission.Released.Select(client => client.Id), StringComparer.Ordinal)];

    private static Participant Taken(RosterEntry client, long? steps = null) => new(client.Id, client.Ordinal, client.Site, 1, ParticipantState.Selected, null) { Steps = steps };
}
