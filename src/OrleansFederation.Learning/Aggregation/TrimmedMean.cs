using System.Numerics;
using System.Numerics.Tensors;
using OrleansFederation.Federations;

namespace OrleansFederation.Aggregation;

/// <summary>
/// The coordinate-wise trimmed mean (Yin et al. 2018, "Byzantine-Robust Distributed Learning: Towards Optimal Statistical Rates", definition 2):
/// at every place the k = ⌊β·n⌋ least and the k greatest of n numbers are left out, and the rest is averaged; β is the share per tail, n &gt; 2k.
/// Counts of examples do not matter. Danger: more than k wrong updates that agree move every coordinate without bound; and a share that comes
/// to less than one update trims nothing, which is why a round must aggregate at least 1 / β.
/// </summary>
public sealed class TrimmedMean : IBlockRule
{
    /// <inheritdoc/>
    public string Name => "trimmedmean";

    /// <inheritdoc/>
    public string Description => "the mean of the updates, number by number, without the least and the greatest: uses more of what clients send than the median";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("share", "The share of the updates that is left out at either end, number by number: below one half.", 0.2, 0.001, 0.499, Whole: false),
    ];

    /// <inheritdoc/>
    public RuleTolerance Tolerate(AggregationSpec settings, int updates)
    {
        var fewest = (int)Math.Floor(1 / settings["share"]);
        while (Trimmed(settings, fewest) < 1)
        {
            fewest++;
        }

        return new(Trimmed(settings, updates), "every number of the aggregate lies between numbers of honest ones")
        {
            Fewest = fewest,
            Because = FormattableString.Invariant($"of fewer a share of {settings["share"]} leaves none out"),
        };
    }

    /// <inheritdoc/>
    public void Combine(IReadOnlyList<ReadOnlyMemory<float>> updates, Memory<float> aggregate, AggregationSpec settings, int threads) =>
        Of(updates, aggregate, Trimmed(settings, updates.Count), threads);

    /// <summary>The rule for any element type.</summary>
    /// <param name="updates">The updates, all of one length and finite.</param>
    /// <param name="aggregate">The aggregate, of the same length.</param>
    /// <param name="trimmed">How many are left out at either end, k: 2k is less than their number.</param>
    /// <param name="threads">How many threads share the work; they change no bit.</param>
    public static void Of<T>(IReadOnlyList<ReadOnlyMemory<T>> updates, Memory<T> aggregate, int trimmed, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trimmed);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(updates.Count, 2 * trimmed);
        var kept = updates.Count - 2 * trimmed;
        var share = T.One / T.CreateChecked(kept);
        RankedStrips.Run(updates, aggregate, trimmed, updates.Count - trimmed, Reduce, threads);

        // Added from the least up, each divided before it is added: no order of clients shows, and no sum overflows.
        void Reduce(ReadOnlySpan<T> rows, int stride, Span<T> result)
        {
            TensorPrimitives.Multiply(rows[..result.Length], share, result);
            for (var i = 1; i < kept; i++)
            {
                TensorPrimitives.FusedMultiplyAdd(rows.Slice(i * stride, result.Length), share, result, result);
            }
        }
    }

    private static int Trimmed(AggregationSpec settings, int updates) => (int)Math.Floor(settings["share"] * updates);
}
