using OrleansFederation.Evaluation;
using OrleansFederation.Rounds;

namespace OrleansFederation.Reports;

/// <summary>Draws what a report shows of a federation.</summary>
internal static class ReportCharts
{
    private const int FewRounds = 60;

    /// <summary>The curves of accuracy, or of the error of a regression, and of loss over the rounds; none of a single round.</summary>
    public static IEnumerable<ChartPart> Learning(IReadOnlyList<RoundReport> rounds, Figure measure)
    {
        var curves = new (string Name, string Label, Func<Metrics, double?> Value)[]
        {
            ("learning", measure.Label, metrics => measure.Get(EvaluationTables.FiguresOf(metrics))?.Value),
            ("loss", "loss", metrics => metrics.Loss),
        };
        foreach (var (name, label, value) in curves)
        {
            Series[] series =
            [
                .. new (string Name, Func<RoundReport, Metrics?> Get)[] { ("central test", round => round.Central), ("clients' tests", round => round.Federated) }
                    .Select(source => new Series(
                        source.Name,
                        [.. rounds.Select(round => (round.Round, Value: source.Get(round) is { } metrics ? value(metrics) : null)).Where(point => point.Value is not null).Select(point => new CurvePoint(point.Round, point.Value!.Value))],
                        rounds.Count <= FewRounds))
                    .Where(one => one.Points.Count > 1),
            ];
            if (series.Length > 0)
            {
                var y = Axis.Around(series.SelectMany(one => one.Points).Select(point => point.Y), label);
                yield return new(name, $"{Sentence(label)} after each round.", CurveChart.Draw(
                    name, $"{Sentence(label)} by round", $"{Sentence(label)} after rounds {rounds[0].Round} to {rounds[^1].Round}.",
                    new(rounds[0].Round, rounds[^1].Round, "round"), y, series, wide: true));
            }
        }
    }

    /// <summary>The curves of ranking: of two classes of each test, of more the mean of each class against the rest with the classes behind it.</summary>
    public static IEnumerable<ChartPart> Ranking(RoundReport round)
    {
        (string Name, ScoreHistogram[] Classes)[] tests =
        [
            .. Tests(round).Select(test => (test.Name, ScoreHistogram.Of(test.Tallies).Where(histogram => histogram.HasBoth).ToArray())).Where(test => test.Item2.Length > 0),
        ];
        if (tests.Length == 0)
        {
            yield break;
        }

        var mean = tests[0].Classes.Length > 1 ? " Bold: the mean of the classes against the rest; thin: each class of the first test." : "";
        yield return new("roc", $"Receiver operating characteristic.{mean}", CurveChart.Draw(
            "roc", "Receiver operating characteristic", "The share of positives found against the share of negatives taken for positive.",
            Axis.Share("false positive rate"), Axis.Share("true positive rate"), Curves(tests, RankingCurves.Roc), diagonal: true));
        yield return new("precision-recall", $"Precision and recall.{mean}", CurveChart.Draw(
            "precision-recall", "Precision and recall", "The share of positives among those found against the share of positives found.",
            Axis.Share("recall"), Axis.Share("precision"), Curves(tests, RankingCurves.PrecisionRecall)));
    }

    /// <summary>The diagram of how often came true what the model was confident of.</summary>
    public static IEnumerable<ChartPart> Reliability(RoundReport round)
    {
        Series[] series =
        [
            .. Tests(round).Select(test => new Series(test.Name, [.. ReliabilityDiagram.Of(test.Tallies).Where(bin => bin.Count > 0).Select(bin => new CurvePoint(bin.Confidence, bin.Frequency))], Dots: true))
                .Where(one => one.Points.Count > 0),
        ];
        if (series.Length > 0)
        {
            var two = Tests(round).First().Tallies.Classes == 2;
            yield return new("reliability", "Reliability: on the diagonal, what the model is confident of comes true as often as it says.", CurveChart.Draw(
                "reliability", "Reliability diagram", "The share that came true against the mean confidence, in 15 bins of equal width.",
                Axis.Share(two ? "probability of class 1" : "confidence"), Axis.Share(two ? "share of class 1" : "accuracy"), series, diagonal: true));
        }
    }

    /// <summary>Bars of one figure of each site, with the mean over sites and all examples; none of a single site.</summary>
    public static IEnumerable<ChartPart> Sites(RoundReport round, Figure figure)
    {
        (string Name, Estimate Figure)[] sites =
        [
            .. round.Sites.Select(site => (site.Site, Figure: figure.Get(EvaluationTables.FiguresOf(site.Metrics)))).Where(site => site.Figure is not null).Select(site => (site.Site, site.Figure!)),
        ];
        if (sites.Length < 2)
        {
            yield break;
        }

        var noun = EvaluationTables.Noun(round);
        (string Name, Estimate Figure)[] bars =
        [
            .. sites,
            .. round.SiteMean is { } mean && figure.Get(mean) is { } over ? [($"mean over {noun}", over)] : Array.Empty<(string, Estimate)>(),
            .. figure.Get(EvaluationTables.FiguresOf(round.Federated)) is { } all ? [("all examples", all)] : Array.Empty<(string, Estimate)>(),
        ];
        double[] ends = [.. bars.SelectMany(bar => new[] { bar.Figure.Value, bar.Figure.Low ?? bar.Figure.Value, bar.Figure.High ?? bar.Figure.Value }).Append(0)];
        var axis = figure.Most <= 1 && figure.Least >= 0 ? Axis.Share(figure.Label) : Axis.Around(ends, figure.Label, figure.Least, figure.Most);
        yield return new("sites", $"{Sentence(figure.Label)} of {noun}, with intervals of 95 %.", IntervalChart.Draw("sites", $"{Sentence(figure.Label)} of {noun}", axis, bars));
    }

    /// <summary>The tests of a round that have tallies.</summary>
    public static IEnumerable<(string Name, Tallies Tallies)> Tests(RoundReport round) =>
        new (string Name, Tallies? Tallies)[] { ("central test", round.Central?.Tallies), ("clients' tests", round.Federated?.Tallies) }
            .Where(test => test.Tallies is { Classes: > 1 }).Select(test => (test.Name, test.Tallies!));

    private static Series[] Curves((string Name, ScoreHistogram[] Classes)[] tests, Func<ScoreHistogram, IReadOnlyList<CurvePoint>> curve) =>
    [
        .. tests[0].Classes.Length > 1 ? tests[0].Classes.Select(histogram => new Series(null, curve(histogram))) : [],
        .. tests.Select(test => new Series(test.Name, test.Classes is [var only] ? curve(only) : RankingCurves.Mean([.. test.Classes.Select(curve)]))),
    ];

    private static string Sentence(string label) => char.ToUpperInvariant(label[0]) + label[1..];
}
