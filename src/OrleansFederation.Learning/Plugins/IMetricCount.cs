namespace OrleansFederation.Plugins;

/// <summary>Counts over examples, from one thread.</summary>
public interface IMetricCount
{
    /// <summary>Counts examples, each of them once, in the order of the data.</summary>
    /// <param name="outputs">The model's outputs, example by example: logits for crossEntropy and bce, values for mse.</param>
    /// <param name="targets">One target an example: a class index, 0 or 1, or a real number.</param>
    void Add(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets);

    /// <summary>Gives the sums.</summary>
    /// <returns>One or more figures of names of their own, at most 100; the same names whatever the examples, also over none.</returns>
    IReadOnlyList<MetricSum> Sums();
}
