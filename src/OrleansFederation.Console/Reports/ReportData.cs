using OrleansFederation.Federations;
using OrleansFederation.Rounds;
using OrleansFederation.Runs;

namespace OrleansFederation.Reports;

/// <summary>What a report is made of.</summary>
/// <param name="Federation">The federation.</param>
/// <param name="Facts">What its spec says.</param>
/// <param name="Rounds">Its committed rounds.</param>
/// <param name="Last">The last of them, with tallies.</param>
/// <param name="Baselines">What was trained for comparison.</param>
internal sealed record ReportData(
    FederationView Federation, SpecFacts Facts, IReadOnlyList<RoundReport> Rounds, RoundReport? Last, IReadOnlyList<Baseline> Baselines)
{
    /// <summary>Gathers it.</summary>
    /// <param name="client">The way to the federation.</param>
    /// <param name="name">The federation's name.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <exception cref="Errors.FederationException">FED3006, FED2008.</exception>
    public static async Task<ReportData> GatherAsync(FederationClient client, string name, CancellationToken cancellationToken)
    {
        var federation = await client.GetFederationAsync(name, cancellationToken);
        var facts = SpecFacts.Of(federation.Spec);
        RoundReport[] rounds = [.. (await client.ListRoundsAsync(name, cancellationToken)).Where(round => round.Phase is RoundPhase.Committed)];
        var last = rounds is [.., var final] ? await client.GetRoundAsync(name, final.Round, cancellationToken) : null;
        List<Baseline> baselines = [];
        foreach (var (baseline, what) in facts.HasBaselines ? Runs.Baselines.Of(name) : [])
        {
            if (await client.FindFederationAsync(baseline, cancellationToken) is not null)
            {
                baselines.Add(new(baseline, what, await client.ListRoundsAsync(baseline, cancellationToken)));
            }
        }

        return new(federation, facts, rounds, last, baselines);
    }
}
