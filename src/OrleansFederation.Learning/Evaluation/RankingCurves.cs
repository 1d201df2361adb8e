namespace OrleansFederation.Evaluation;

/// <summary>The curves whose areas rank: from the highest threshold to the lowest, one point for each bin that holds examples.</summary>
public static class RankingCurves
{
    private const int MeanPoints = 200;

    /// <summary>The receiver operating characteristic: the share of the others that passes against the share of the class that does.</summary>
    /// <param name="histogram">Scores of examples of both kinds.</param>
    public static IReadOnlyList<CurvePoint> Roc(ScoreHistogram histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        return [new(0, 0), .. Thresholds(histogram).Select(passed => new CurvePoint((double)passed.Wrong / histogram.NegativeCount, (double)passed.Right / histogram.PositiveCount))];
    }

    /// <summary>The share of the class that passes against the share of the class among those that do.</summary>
    /// <param name="histogram">Scores of examples of both kinds.</param>
    public static IReadOnlyList<CurvePoint> PrecisionRecall(ScoreHistogram histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        CurvePoint[] points =
        [
            .. Thresholds(histogram).Select(passed => new CurvePoint((double)passed.Right / histogram.PositiveCount, (double)passed.Right / (passed.Right + passed.Wrong))),
        ];
        return [new(0, points[0].Y), .. points];
    }

    /// <summary>The mean of curves over a common axis from 0 to 1, between their points along straight lines.</summary>
    /// <param name="curves">Curves from left to right, one or more.</param>
    public static IReadOnlyList<CurvePoint> Mean(IReadOnlyList<IReadOnlyList<CurvePoint>> curves) =>
        [.. Enumerable.Range(0, MeanPoints + 1).Select(i => (double)i / MeanPoints).Select(x => new CurvePoint(x, curves.Average(curve => At(curve, x))))];

    private static double At(IReadOnlyList<CurvePoint> curve, double x)
    {
        var after = 0;
        while (after < curve.Count - 1 && curve[after].X < x)
        {
            after++;
        }

        if (after == 0 || curve[after].X <= curve[after - 1].X)
        {
            return curve[after].Y;
        }

        var (from, to) = (curve[after - 1], curve[after]);
        return from.Y + (to.Y - from.Y) * Math.Clamp((x - from.X) / (to.X - from.X), 0, 1);
    }

    private static IEnumerable<(long Right, long Wrong)> Thresholds(ScoreHistogram histogram)
    {
        var (right, wrong) = (0L, 0L);
        for (var bin = histogram.Positives.Count - 1; bin >= 0; bin--)
        {
            if (histogram.Positives[bin] + histogram.Negatives[bin] > 0)
            {
                (right, wrong) = (right + histogram.Positives[bin], wrong + histogram.Negatives[bin]);
                yield return (right, wrong);
            }
        }
    }
}
