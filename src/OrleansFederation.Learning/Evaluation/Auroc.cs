namespace OrleansFederation.Evaluation;

/// <summary>
/// The probability that an example of the class has a higher score than another one, ties counting half (Mann and Whitney 1947), from
/// counts on a grid: Σ pᵦ (negatives below + nᵦ/2) / (P·N). Only pairs within a bin can be ordered otherwise, so that it differs from the
/// scores' own by at most Σ pᵦnᵦ / (2·P·N), which <see cref="Estimate.GridError"/> says. Of more than two classes the mean of one against
/// the rest. The interval is DeLong's (1988) of the binned scores, in log odds; where the order is perfect, so that
/// DeLong's variance is 0, or a kind has one example, Wilson's for as many examples as the rarer kind has.
/// </summary>
public static class Auroc
{
    /// <summary>Gives the figure over all classes; null where no class has examples of both kinds.</summary>
    /// <param name="histograms">The classes' scores.</param>
    public static Estimate? Of(IReadOnlyList<ScoreHistogram> histograms)
    {
        ArgumentNullException.ThrowIfNull(histograms);
        return ScoreHistogram.Mean(histograms, Of);
    }

    /// <summary>Gives the figure of one class.</summary>
    /// <param name="histogram">The class's scores, of examples of both kinds.</param>
    public static Estimate Of(ScoreHistogram histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        var (all, others) = (histogram.PositiveCount, histogram.NegativeCount);
        var (wins, ties, below) = ((Int128)0, (Int128)0, 0L);
        for (var bin = 0; bin < histogram.Positives.Count; bin++)
        {
            var (p, n) = (histogram.Positives[bin], histogram.Negatives[bin]);
            wins += (Int128)p * (2 * (Int128)below + n);
            ties += (Int128)p * n;
            below += n;
        }

        var pairs = 2.0 * all * others;
        var area = (double)wins / pairs;
        return Interval(histogram, area) with { GridError = (double)ties / pairs };
    }

    private static Estimate Interval(ScoreHistogram histogram, double area)
    {
        double all = histogram.PositiveCount, others = histogram.NegativeCount;
        var (ofPositives, ofNegatives, negativesBelow, positivesBelow) = (0.0, 0.0, 0.0, 0.0);
        for (var bin = 0; bin < histogram.Positives.Count; bin++)
        {
            double p = histogram.Positives[bin], n = histogram.Negatives[bin];
            var (ahead, behind) = ((negativesBelow + n / 2) / others - area, (all - positivesBelow - p / 2) / all - area);
            ofPositives += p * ahead * ahead;
            ofNegatives += n * behind * behind;
            (negativesBelow, positivesBelow) = (negativesBelow + n, positivesBelow + p);
        }

        var variance = ofPositives / (all - 1) / all + ofNegatives / (others - 1) / others;
        var rarer = Math.Min(all, others);
        return area is > 0 and < 1 && rarer > 1 && variance > 0 ? NormalInterval.LogOdds(area, Math.Sqrt(variance)) : WilsonInterval.Of(area * rarer, rarer) with { Value = area };
    }
}
