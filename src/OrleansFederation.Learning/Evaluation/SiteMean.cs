namespace OrleansFederation.Evaluation;

/// <summary>
/// The unweighted mean of each figure over sites: every site counts the same, however many examples it has. The interval is over the
/// sites that have the figure, mean ± t·s/√k with Student's t of k − 1 degrees of freedom, since sites are few, cut where the
/// figure cannot be; none of one site.
/// </summary>
public static class SiteMean
{
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

        var half = StudentT.Of(freedom) * deviation / Math.Sqrt(values.Length);
        return new(mean, Math.Max(figure.Least, mean - half), Math.Min(figure.Most, mean + half));
    }
}
