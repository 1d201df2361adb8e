namespace OrleansFederation.Evaluation;

/// <summary>
/// The unweighted mean of each figure over sites: every site counts the same, however many examples it has. The interval is over the
/// sites that have the figure, mean ± t·s/√k with Student's t of k − 1 degrees of freedom, since sites are few, cut where the
/// figure cannot be; none of one site.
/// </summary>
public static class SiteMean
{
    // Student's t for 95 %, by degrees of freedom from 1.
    private static readonly double[] T =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    /// <summary>Gives the means.</summary>
    /// <param name="sites">The figures of each site.</param>
    public static EvaluationFigures Of(IReadOnlyCollection<EvaluationFigures> sites) =>
        Figure.All.Aggregate(EvaluationFigures.None, (means, figure) => figure.Set(means, Of(figure, [.. sites.Select(figure.Get).OfType<Estimate>().Select(estimate => estimate.Value)])));

    private static Estimate? Of(Figure figure, double[] values)
    {
        if (values.Length == 0)
        {
            return null;
        }

        var mean = values.Average();
        if (values.Length == 1 || !double.IsFinite(mean))
        {
            return new(mean);
        }

        var freedom = values.Length - 1;
        var deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / freedom);

        // Beyond the table the first term of the expansion in 1/k is exact to three digits.
        var t = freedom <= T.Length ? T[freedom - 1] : WilsonInterval.Z + (Math.Pow(WilsonInterval.Z, 3) + WilsonInterval.Z) / (4 * freedom);
        var half = t * deviation / Math.Sqrt(values.Length);
        return new(mean, Math.Max(figure.Least, mean - half), Math.Min(figure.Most, mean + half));
    }
}
