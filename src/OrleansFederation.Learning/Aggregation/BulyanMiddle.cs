using System.Numerics;

namespace OrleansFederation.Aggregation;

/// <summary>The second half of Bulyan: number by number, the mean of those of the chosen updates' that are nearest to their median.</summary>
internal static class BulyanMiddle
{
    /// <summary>What Bulyan bears.</summary>
    /// <param name="settings">The settings, of which <c>byzantine</c> is read.</param>
    public static RuleTolerance Tolerance(AggregationSpec settings)
    {
        var byzantine = (int)settings["byzantine"];
        return new(byzantine, "every number of the aggregate lies near the middle of the honest ones") { Fewest = 4 * byzantine + 3, Because = $"4·{byzantine} + 3, to bear {byzantine} wrong" };
    }

    /// <summary>Combines the chosen updates.</summary>
    /// <param name="chosen">The updates that were chosen, θ of them, more than 2f.</param>
    /// <param name="aggregate">The aggregate.</param>
    /// <param name="byzantine">f: 2f of the numbers at every place are left out.</param>
    /// <param name="threads">How many threads share the work; they change no bit.</param>
    public static void Of<T>(IReadOnlyList<ReadOnlyMemory<T>> chosen, Memory<T> aggregate, int byzantine, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (count, dropped) = (chosen.Count, 2 * byzantine);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(count, dropped);
        var (half, share) = (T.CreateChecked(0.5), T.One / T.CreateChecked(count - dropped));
        RankedStrips.Run(chosen, aggregate, from: 0, to: count, Reduce, threads);

        void Reduce(ReadOnlySpan<T> rows, int stride, Span<T> result)
        {
            for (var k = 0; k < result.Length; k++)
            {
                // Sorted as they are, those nearest to the median follow one another: from either end the farther is left out, of two alike the greater.
                var middle = rows[count / 2 * stride + k];
                var median = count % 2 == 1 ? middle : rows[(count / 2 - 1) * stride + k] * half + middle * half;
                var (low, high) = (0, count - 1);
                for (var left = dropped; left > 0; left--)
                {
                    if (median - rows[low * stride + k] > rows[high * stride + k] - median)
                    {
                        low++;
                    }
                    else
                    {
                        high--;
                    }
                }

                var sum = rows[low * stride + k] * share;
                for (var i = low + 1; i <= high; i++)
                {
                    sum = T.FusedMultiplyAdd(rows[i * stride + k], share, sum);
                }

                result[k] = sum;
            }
        }
    }
}
