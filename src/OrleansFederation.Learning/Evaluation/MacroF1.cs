namespace OrleansFederation.Evaluation;

/// <summary>
/// The mean over classes of F1ₖ = 2·TPₖ / (trueₖ + predictedₖ): over those that some example is of or was taken for; one that is never
/// right counts as 0, one that appears nowhere takes no part. The interval follows from the variance by the delta method over the
/// multinomial counts (Takahashi et al. 2022): Var = (Σ p·g² − (Σ p·g)²)/n, g the derivative by the cell's probability p.
/// </summary>
public static class MacroF1
{
    /// <summary>Gives the figure; null over no example.</summary>
    /// <param name="matrix">The confusion matrix.</param>
    public static Estimate? Of(ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var classes = matrix.Classes;
        double examples = matrix.Examples;
        double[] sums = [.. Enumerable.Range(0, classes).Select(k => (matrix.Of(k) + matrix.Predicted(k)) / examples)];
        var present = sums.Count(sum => sum > 0);
        if (examples == 0)
        {
            return null;
        }

        double[] scores = [.. Enumerable.Range(0, classes).Select(k => sums[k] > 0 ? 2 * matrix[k, k] / examples / sums[k] : 0)];
        var value = scores.Sum() / present;
        var (mean, square) = (0.0, 0.0);
        for (var truth = 0; truth < classes; truth++)
        {
            for (var predicted = 0; predicted < classes; predicted++)
            {
                if (matrix[truth, predicted] / examples is var share && share > 0)
                {
                    var slope = ((truth == predicted ? 2 / sums[truth] : 0) - scores[truth] / sums[truth] - scores[predicted] / sums[predicted]) / present;
                    mean += share * slope;
                    square += share * slope * slope;
                }
            }
        }

        var half = WilsonInterval.Z * Math.Sqrt(Math.Max(0, square - mean * mean) / examples);
        return half > 0
            ? new(value, Math.Max(0, value - half), Math.Min(1, value + half))
            : WilsonInterval.Of(value * examples, examples);
    }
}
