using OrleansFederation.Clients;
using OrleansFederation.Federations;

namespace OrleansFederation.Rounds;

/// <summary>Who takes part in a round of an asynchronous federation: a function of the spec, the round's number and the rows of the round before.</summary>
internal static class RoundCohort
{
    /// <summary>Gives the cohort as it is when the round is opened first.</summary>
    /// <param name="rounds">The rows.</param>
    /// <param name="plan">The round.</param>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public static async Task<Participant[]> OpenAsync(IRoundStore rounds, RoundPlan plan, FederationSpec spec, CancellationToken cancellationToken)
    {
        var before = plan.Number > 1 ? await rounds.LoadAsync(plan.Federation, plan.Number - 1, cancellationToken) : null;
        return [.. AsyncCohort.Open(spec, SelectionCriteria.Tagged(spec, ClientRoster.Of(spec)), plan.Number, before?.Cohort ?? [])];
    }
}
