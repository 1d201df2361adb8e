using System.Numerics;
using System.Numerics.Tensors;

namespace OrleansFederation.Aggregation;

/// <summary>
/// The coordinate-wise median (Yin et al. 2018, "Byzantine-Robust Distributed Learning: Towards Optimal Statistical Rates", definition 1):
/// each parameter moves by the median of what the contributors say; of an even number, by the mean of the two in the middle. Counts of
/// examples do not matter, since they are what clients claim. Any minority of updates, however wrong, leaves each coordinate between values
/// of honest ones. Danger: where clients' data differ, rare ones are outvoted at every place, and the median of honest updates is no mean.
/// </summary>
public sealed class Median : IBlockRule
{
    /// <inheritdoc/>
    public string Name => "median";

    /// <inheritdoc/>
    public string Description => "the median of the updates, number by number: a minority of wrong updates cannot carry the model away";

    /// <inheritdoc/>
    public RuleTolerance Tolerate(AggregationSpec settings, int updates) =>
        new((updates - 1) / 2, "every number of the aggregate lies between numbers of honest ones");

    /// <inheritdoc/>
    public void Combine(IReadOnlyList<ReadOnlyMemory<float>> updates, Memory<float> aggregate, AggregationSpec settings, int threads) => Of(updates, aggregate, threads);

    /// <summary>The rule for any element type.</summary>
    /// <inheritdoc cref="Combine"/>
    public static void Of<T>(IReadOnlyList<ReadOnlyMemory<T>> updates, Memory<T> aggregate, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var isOdd = updates.Count % 2 == 1;
        var half = T.CreateChecked(0.5);
        RankedStrips.Run(updates, aggregate, (updates.Count - 1) / 2, updates.Count / 2 + 1, Reduce, threads);

        void Reduce(ReadOnlySpan<T> rows, int stride, Span<T> result)
        {
            if (isOdd)
            {
                rows[..result.Length].CopyTo(result);
                return;
            }

            // Halved before they are added, so that no sum overflows.
            TensorPrimitives.Multiply(rows[..result.Length], half, result);
            TensorPrimitives.MultiplyAdd(rows.Slice(stride, result.Length), half, result, result);
        }
    }
}
