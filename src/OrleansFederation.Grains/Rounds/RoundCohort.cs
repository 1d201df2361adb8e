using OrleansFederation.Clients;
using OrleansFederation.Federations;

namespace OrleansFederation.Rounds;

/// <summary>Who takes part in a round: a function of the spec, the round's number and, in an asynchronous federation, the rows of the round before.</summary>
internal static class RoundCohort
{
    /// <summary>Gives the cohort as it is when the round is opened first.</summary>
    /// <param name="rounds">The rows.</param>
    /// <param name="plan">The round.</param>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="roster">Everybody who takes part in the federation.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public static async Task<IReadOnlyList<Participant>> SelectAsync(
        IRoundStore rounds, RoundPlan plan, FederationSpec spec, IReadOnlyList<RosterEntry> roster, CancellationToken cancellationToken)
    {
        if (spec.Async is not null)
        {
            var before = plan.Number > 1 ? await rounds.LoadAsync(plan.Federation, plan.Number - 1, cancellationToken) : null;
            return AsyncCohort.Open(spec, roster, plan.Number, before?.Cohort ?? []);
        }

        return [.. CohortSelection.Train(spec, roster, plan.Number).Select(client => new Participant(client.Id, client.Ordinal, client.Site, 1, ParticipantState.Selected, null))];
    }
}
