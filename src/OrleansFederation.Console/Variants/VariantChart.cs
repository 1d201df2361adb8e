using OrleansFederation.Evaluation;
using OrleansFederation.Reports;

namespace OrleansFederation.Variants;

/// <summary>Draws the figure of every variant over the rounds.</summary>
internal static class VariantChart
{
    private const int LegendLetters = 60;

    /// <summary>Draws the chart: a line a variant, with a band of one deviation over seeds to each side. Of many variants, those that end best.</summary>
    public static string Draw(VariantResult result)
    {
        var figure = result.Figure;
        VariantSummary[] shown = [.. result.Variants.Where(variant => variant.Course.Count > 0)];
        if (shown.Length > SvgWriter.SeriesStyles)
        {
            var best = shown.OrderBy(variant => (figure.HigherIsBetter ? -1 : 1) * variant.Course[^1].Spread.Mean).Take(SvgWriter.SeriesStyles).ToHashSet();
            shown = [.. shown.Where(best.Contains)];
        }

        Series[] series =
        [
            .. shown.Select(variant => new Series(Short(variant.Variant), [.. variant.Course.Select(point => new CurvePoint(point.Round, point.Spread.Mean))], Dots: variant.Course.Count == 1)
            {
                Band = [.. variant.Course.Where(point => point.Spread.Deviation is not null).Select(point => Around(figure, point.Round, point.Spread))],
            }),
        ];
        var left = result.Variants.Count - shown.Length;
        var rounds = shown.SelectMany(variant => variant.Course).Select(point => point.Round).DefaultIfEmpty(1).ToArray();
        var y = Axis.Around(series.SelectMany(one => one.Points.Select(point => point.Y).Concat(one.Band.SelectMany(point => new[] { point.Low, point.High }))), figure.Label, figure.Least, figure.Most);
        var last = Math.Max(rounds.Max(), rounds.Min() + 1);
        return CurveChart.Draw(
            "compare",
            $"{result.Federation}: {figure.Label} by round",
            $"{figure.Label} of {shown.Length} variants after rounds {rounds.Min()} to {rounds.Max()}{(result.Seeds.Count > 1 ? $", means over {result.Seeds.Count} seeds with one standard deviation to each side" : "")}{(left > 0 ? $"; {left} without a figure or worse are left out" : "")}.",
            new(rounds.Min(), last, "round"), y, series, wide: true);
    }

    // What the legend has room for.
    private static string Short(string variant) => variant.Length > LegendLetters ? $"{variant[..(LegendLetters - 1)]}…" : variant;

    private static BandPoint Around(Figure figure, int round, SeedSpread spread) =>
        new(round, Math.Max(figure.Least, spread.Mean - spread.Deviation!.Value), Math.Min(figure.Most, spread.Mean + spread.Deviation.Value));
}
