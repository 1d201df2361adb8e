using OrleansFederation.Evaluation;
using OrleansFederation.Federations;
using OrleansFederation.Rounds;

namespace OrleansFederation.Tracking;

/// <summary>A value of a spec that another has otherwise, or not.</summary>
/// <param name="Path">Its path.</param>
/// <param name="First">What the first spec says; null for nothing.</param>
/// <param name="Second">What the second says; null for nothing.</param>
internal sealed record SpecDifference(string Path, string? First, string? Second);

/// <summary>A final figure of two federations.</summary>
/// <param name="Test">Of which test.</param>
/// <param name="Figure">Which figure.</param>
/// <param name="First">The first federation's.</param>
/// <param name="Second">The second's.</param>
/// <param name="Verdict">What the first is, beside the second; null where one of them has no such figure.</param>
internal sealed record FigureDifference(string Test, Figure Figure, Estimate? First, Estimate? Second, Verdict? Verdict);

/// <summary>What two federations have in common and what not.</summary>
/// <param name="First">The first.</param>
/// <param name="Second">The second.</param>
/// <param name="Specs">Where their specs differ.</param>
/// <param name="Curves">What their figures were after each round: of the first, of the second.</param>
/// <param name="Figures">Their final figures.</param>
internal sealed record FederationDifference(
    FederationView First,
    FederationView Second,
    IReadOnlyList<SpecDifference> Specs,
    IReadOnlyList<(string Name, double[] First, double[] Second)> Curves,
    IReadOnlyList<FigureDifference> Figures)
{
    /// <summary>Compares two federations.</summary>
    /// <param name="first">The first.</param>
    /// <param name="firstRounds">Its rounds.</param>
    /// <param name="second">The second.</param>
    /// <param name="secondRounds">Its rounds.</param>
    public static FederationDifference Of(FederationView first, IReadOnlyList<RoundReport> firstRounds, FederationView second, IReadOnlyList<RoundReport> secondRounds)
    {
        RoundReport[] a = [.. firstRounds.Where(round => round.Phase is RoundPhase.Committed)], b = [.. secondRounds.Where(round => round.Phase is RoundPhase.Committed)];
        var measure = Headline.Of(SpecFacts.Of(first.Spec));
        (string Name, double[] First, double[] Second)[] curves =
        [
            (measure.Label, Curve(a, metrics => measure.Get(EvaluationTables.FiguresOf(metrics))?.Value), Curve(b, metrics => measure.Get(EvaluationTables.FiguresOf(metrics))?.Value)),
            ("loss", Curve(a, metrics => metrics.Loss), Curve(b, metrics => metrics.Loss)),
        ];
        return new(first, second, SpecsOf(first, second), curves, [.. FiguresOf(a.LastOrDefault(), b.LastOrDefault())]);
    }

    private static SpecDifference[] SpecsOf(FederationView first, FederationView second)
    {
        var (a, b) = (SpecPaths.Of(first.Spec), SpecPaths.Of(second.Spec));
        var (ofFirst, ofSecond) = (a.ToDictionary(StringComparer.Ordinal), b.ToDictionary(StringComparer.Ordinal));
        return
        [
            .. a.Concat(b).Select(path => path.Key).Distinct(StringComparer.Ordinal)
                .Select(path => new SpecDifference(path, ofFirst.GetValueOrDefault(path), ofSecond.GetValueOrDefault(path)))
                .Where(difference => difference.First != difference.Second),
        ];
    }

    private static double[] Curve(RoundReport[] rounds, Func<Metrics, double?> value) =>
        [.. rounds.Select(round => round.Central ?? round.Federated).OfType<Metrics>().Select(value).OfType<double>()];

    private static IEnumerable<FigureDifference> FiguresOf(RoundReport? first, RoundReport? second) =>
        from test in new (string Name, Func<RoundReport, Metrics?> Get)[] { ("central test", round => round.Central), ("clients' tests", round => round.Federated) }
        let a = EvaluationTables.FiguresOf(first is null ? null : test.Get(first))
        let b = EvaluationTables.FiguresOf(second is null ? null : test.Get(second))
        from figure in Figure.All
        where figure.Get(a) is not null || figure.Get(b) is not null
        select new FigureDifference(test.Name, figure, figure.Get(a), figure.Get(b),
            figure.Get(a) is { } own && figure.Get(b) is { } other ? Comparison.Of(own, other, figure.HigherIsBetter) : null);
}
