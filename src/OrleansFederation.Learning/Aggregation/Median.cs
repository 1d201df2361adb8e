using System.Numerics;
using System.Numerics.Tensors;

namespace OrleansFederation.Aggregation;

/// <summary>
/// The coordinate-wise median (Yin et al. 2018, "Byzantine-Robust Distributed Learning: Towards Optimal Statistical Rates", definition 1):
/// each parameter moves by the median of what the contributors say; of an even number, by the mean of the two in the middle. Counts of
/// examples do not matter, since they are what clients claim. Any minority of updates, however wrong, leaves each coordinate between values of honest ones.
/// </summary>
public sealed class Median : IBlockRule
{
    /// <summary>So many coordinates are sorted at once: a row of each contributor's numbers, with 64 contributors 64 KB, stays in a core's cache.</summary>
    private const int Strip = 256;

    /// <inheritdoc/>
    public string Name => "median";

    /// <inheritdoc/>
    public string Description => "the median of the updates, number by number: a minority of wrong updates cannot carry the model away";

    /// <inheritdoc/>
    public void Combine(IReadOnlyList<ReadOnlyMemory<float>> updates, Memory<float> aggregate, AggregationSpec settings, int threads) => Of(updates, aggregate, threads);

    /// <summary>The rule for any element type.</summary>
    /// <inheritdoc cref="Combine"/>
    public static void Of<T>(IReadOnlyList<ReadOnlyMemory<T>> updates, Memory<T> aggregate, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfZero(updates.Count);
        foreach (var update in updates)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(update.Length, aggregate.Length, nameof(updates));
        }

        var network = SortingNetwork.Of(updates.Count);
        var strips = (aggregate.Length + Strip - 1) / Strip;
        Parallel.For(
            0,
            strips,
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            () => new T[(updates.Count + 1) * Strip],
            (strip, _, rows) =>
            {
                var start = strip * Strip;
                Sort(updates, network, rows, start, aggregate.Span.Slice(start, Math.Min(Strip, aggregate.Length - start)));
                return rows;
            },
            static _ => { });
    }

    private static void Sort<T>(IReadOnlyList<ReadOnlyMemory<T>> updates, IReadOnlyList<(int Low, int High)> network, T[] rows, int start, Span<T> median)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < updates.Count; i++)
        {
            updates[i].Span.Slice(start, median.Length).CopyTo(rows.AsSpan(i * Strip));
        }

        // A comparator swaps two rows coordinate by coordinate, where the upper is the smaller; no branch depends on a number.
        var smaller = rows.AsSpan(updates.Count * Strip, median.Length);
        foreach (var (low, high) in network)
        {
            var a = rows.AsSpan(low * Strip, median.Length);
            var b = rows.AsSpan(high * Strip, median.Length);
            TensorPrimitives.Min(a, b, smaller);
            TensorPrimitives.Max(a, b, b);
            smaller.CopyTo(a);
        }

        var middle = rows.AsSpan(updates.Count / 2 * Strip, median.Length);
        if (updates.Count % 2 == 1)
        {
            middle.CopyTo(median);
            return;
        }

        // Halved before they are added, so that no sum overflows.
        var half = T.CreateChecked(0.5);
        TensorPrimitives.Multiply(rows.AsSpan((updates.Count / 2 - 1) * Strip, median.Length), half, median);
        TensorPrimitives.MultiplyAdd(middle, half, median, median);
    }
}
