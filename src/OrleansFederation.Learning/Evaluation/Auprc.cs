namespace OrleansFederation.Evaluation;

/// <summary>
/// Average precision: the mean over the examples of the class, from the highest score down, of the share of the class among those that
/// score as high. Within a bin of the grid examples count as evenly mixed (Davis and Goadrich 2006): the j-th of p, beside n others, has
/// precision (T + j) / (T + j + F + n·j/p), with T and F those above. However the scores within the bin are ordered or tied, each of its
/// terms lies between (T + j) / (T + j + F + n) and (T + p) / (T + p + F); the sum of the greater distances is
/// <see cref="Estimate.GridError"/>. The interval is that of Boyd, Eng and Page (2013) in log odds, with standard error √(a(1 − a)/P).
/// </summary>
public static class Auprc
{
    /// <summary>Gives the figure over all classes, the mean of one against the rest; null where no class has examples of both kinds.</summary>
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
        double all = histogram.PositiveCount;
        var (sum, least, most, right, wrong) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (var bin = histogram.Positives.Count - 1; bin >= 0; bin--)
        {
            var (p, n) = (histogram.Positives[bin], histogram.Negatives[bin]);
            for (var j = 1L; j <= p; j++)
            {
                sum += (right + j) / (right + j + wrong + (double)n * j / p);
                least += (right + j) / (right + j + wrong + n);
            }

            most += p == 0 ? 0 : p * (right + p) / (right + p + wrong);
            (right, wrong) = (right + p, wrong + n);
        }

        var area = Math.Min(1, sum / all);
        var estimate = area is > 0 and < 1 ? NormalInterval.LogOdds(area, Math.Sqrt(area * (1 - area) / all)) : WilsonInterval.Of(area * all, all);
        return estimate with { GridError = Math.Max(most - sum, sum - least) / all };
    }
}
