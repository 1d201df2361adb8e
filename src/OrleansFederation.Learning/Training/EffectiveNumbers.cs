namespace OrleansFederation.Training;

/// <summary>
/// Weights of classes by the effective number of their examples (Cui et al. 2019, "Class-Balanced Loss Based on Effective Number of
/// Samples", equation 6): w_c in proportion to (1 − β) / (1 − β^n_c), where n_c are the class's examples. β = 0 weighs all alike, β near 1
/// by the inverse of their counts. Scaled so that the mean over the examples is 1, by which the learning rate keeps its meaning.
/// </summary>
public static class EffectiveNumbers
{
    /// <summary>The weights.</summary>
    /// <param name="beta">β, 0 up to but not including 1.</param>
    /// <param name="counts">The examples of each class, 0 or more.</param>
    /// <returns>The weights in the same order; 0 for a class without examples.</returns>
    public static double[] Weights(double beta, IReadOnlyList<long> counts)
    {
        double[] weights = [.. counts.Select(count => count == 0 ? 0 : (1 - beta) / (1 - Math.Pow(beta, count)))];
        var mean = weights.Zip(counts, (weight, count) => weight * count).Sum() / counts.Sum();
        return [.. weights.Select(weight => weight / mean)];
    }
}
