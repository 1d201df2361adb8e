using System.Globalization;
using OrleansFederation.Evaluation;
using OrleansFederation.Federations;
using OrleansFederation.Rounds;

namespace OrleansFederation.Tracking;

/// <summary>A federation as other tools track it: a run with parameters, and figures by round.</summary>
/// <param name="Federation">The federation.</param>
/// <param name="Parameters">Its spec as paths and values.</param>
/// <param name="Figures">The figures of its committed rounds.</param>
/// <param name="EndedAt">When the last committed round ended; null before the first.</param>
internal sealed record TrackedRun(
    FederationView Federation, IReadOnlyList<KeyValuePair<string, string>> Parameters, IReadOnlyList<TrackedFigure> Figures, DateTimeOffset? EndedAt)
{
    /// <summary>Gathers it, round by round, since a list of rounds leaves out sites and figures of early ones.</summary>
    /// <param name="client">The way to the federation.</param>
    /// <param name="name">The federation's name.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <exception cref="Errors.FederationException">FED3006, FED2008.</exception>
    public static async Task<TrackedRun> GatherAsync(FederationClient client, string name, CancellationToken cancellationToken)
    {
        var federation = await client.GetFederationAsync(name, cancellationToken);
        List<RoundReport> rounds = [];
        foreach (var listed in await client.ListRoundsAsync(name, cancellationToken))
        {
            if (listed.Phase is RoundPhase.Committed)
            {
                rounds.Add(await client.GetRoundAsync(name, listed.Round, cancellationToken));
            }
        }

        return Of(federation, rounds);
    }

    /// <summary>Makes it of what is known.</summary>
    /// <param name="federation">The federation.</param>
    /// <param name="rounds">Its committed rounds.</param>
    public static TrackedRun Of(FederationView federation, IReadOnlyList<RoundReport> rounds) =>
        new(federation, SpecPaths.Of(federation.Spec), [.. rounds.SelectMany(Round)], rounds is [.., var last] ? EndOf(last) : null);

    private static IEnumerable<TrackedFigure> Round(RoundReport round)
    {
        var at = EndOf(round);
        TrackedFigure Number(string scope, string? of, string name, double value) => new(round.Round, at, scope, of, name, value);
        IEnumerable<TrackedFigure> Numbers(string scope, string? of, EvaluationFigures figures) =>
            from figure in Figure.All
            let estimate = figure.Get(figures)
            where estimate is not null
            select new TrackedFigure(round.Round, at, scope, of, figure.Name, estimate.Value, estimate.Low, estimate.High);
        IEnumerable<TrackedFigure> Test(string scope, string? of, Metrics? metrics) => metrics is null
            ? []
            : [Number(scope, of, "examples", metrics.Examples), Number(scope, of, "loss", metrics.Loss), .. Numbers(scope, of, EvaluationTables.FiguresOf(metrics)), .. (metrics.Own ?? []).Select(sums => Number(scope, of, sums.Name, sums.Value))];
        IEnumerable<TrackedFigure> Spread(string scope, string? of, ClientSpread? spread) => spread is null
            ? []
            : [Number(scope, of, spread.Metric + "Mean", spread.Mean), Number(scope, of, spread.Metric + "WorstDecile", spread.WorstDecile), Number(scope, of, spread.Metric + "Variance", spread.Variance)];
        string Numbered(int cluster) => cluster.ToString(CultureInfo.InvariantCulture);
        return
        [
            Number("round", null, "seconds", round.Seconds),
            Number("round", null, "trainSeconds", round.TrainSeconds),
            Number("round", null, "evaluateSeconds", round.EvaluateSeconds),
            Number("round", null, "overheadSeconds", round.OverheadSeconds),
            Number("round", null, "bytesUp", round.BytesUp),
            Number("round", null, "bytesDown", round.BytesDown),
            Number("round", null, "selected", round.Selected),
            Number("round", null, "contributed", round.Contributed),
            .. round.Flagged > 0 ? (TrackedFigure[])[Number("round", null, "flagged", round.Flagged)] : [],
            .. round.Staleness is { } staleness ? (TrackedFigure[])[Number("round", null, "staleness", staleness)] : [],
            .. Test("central", null, round.Central),
            .. Test("clients", null, round.Federated),
            .. Spread("spread", null, round.Spread),
            .. Spread("sharedSpread", null, round.SharedSpread),
            .. round.Clusters.SelectMany(cluster => (IEnumerable<TrackedFigure>)[Number("cluster", Numbered(cluster.Cluster), "clients", cluster.Clients), .. Test("cluster", Numbered(cluster.Cluster), cluster.Federated), .. Spread("cluster", Numbered(cluster.Cluster), cluster.Spread)]),
            .. round.SiteMean is { } mean ? Numbers("siteMean", null, mean) : [],
            .. round.Sites.SelectMany(site => Test("site", site.Site, site.Metrics)),
            .. round.Clients.Where(client => client is { State: ParticipantState.Contributed, Staleness: not null }).Select(client => Number("client", client.Client, "staleness", client.Staleness!.Value)),
            .. round.Clients.Where(client => client.Loss is not null).SelectMany(client => new[]
            {
                Number("client", client.Client, "trainLoss", client.Loss!.Value), Number("client", client.Client, "trainExamples", client.Examples), Number("client", client.Client, "trainSeconds", client.Seconds),
            }),
        ];
    }

    private static DateTimeOffset EndOf(RoundReport round) => round.OpenedAt + TimeSpan.FromSeconds(round.Seconds);
}
