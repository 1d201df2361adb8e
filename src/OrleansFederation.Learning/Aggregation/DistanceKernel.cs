using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OrleansFederation.Aggregation;

/// <summary>
/// Squared distances over a strip of one row to four others: Σₖ (aₖ − bₖ)² of direct differences, so that nothing cancels. Element k is
/// added to lane k mod 16 by a fused multiply-add, and the lanes are folded in halves, whatever the width of vectors: bits are equal.
/// </summary>
internal static class DistanceKernel
{
    /// <summary>The elements of a strip. In float32 a lane adds no more than a sixteenth of it; strips are added in double.</summary>
    public const int Strip = 256;

    /// <summary>How many rows are compared with one at once.</summary>
    public const int Others = 4;

    private const int Lanes = 16;

    // Below, squares of single elements may have been lost beneath the least float32, and above, some were too large for it.
    private const float Least = 1f / (1L << 50) / (1L << 50);

    /// <summary>Measures a row against four that follow one another.</summary>
    /// <param name="row">The row, a strip.</param>
    /// <param name="others">Four strips, one behind the other.</param>
    /// <param name="squares">The four sums; where float32 cannot hold one, it is measured in double.</param>
    public static void Measure(ReadOnlySpan<float> row, ReadOnlySpan<float> others, Span<double> squares)
    {
        Span<float> sums = stackalloc float[Others];
        if (Vector512.IsHardwareAccelerated)
        {
            Sum512(row, others, sums);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Sum256(row, others, sums);
        }
        else
        {
            SumScalar(row, others, sums);
        }

        for (var i = 0; i < Others; i++)
        {
            squares[i] = sums[i] >= Least && float.IsFinite(sums[i]) ? sums[i] : Exact(row, others.Slice(i * Strip, Strip));
        }
    }

    /// <summary>Sums in vectors of 16.</summary>
    internal static void Sum512(ReadOnlySpan<float> row, ReadOnlySpan<float> others, Span<float> sums)
    {
        CheckLengths(row, others);
        ref var a = ref MemoryMarshal.GetReference(row);
        ref var b = ref MemoryMarshal.GetReference(others);
        var (s0, s1, s2, s3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        for (nuint k = 0; k < Strip; k += Lanes)
        {
            var x = Vector512.LoadUnsafe(ref a, k);
            var d0 = x - Vector512.LoadUnsafe(ref b, k);
            var d1 = x - Vector512.LoadUnsafe(ref b, k + Strip);
            var d2 = x - Vector512.LoadUnsafe(ref b, k + 2 * Strip);
            var d3 = x - Vector512.LoadUnsafe(ref b, k + 3 * Strip);
            s0 = Vector512.FusedMultiplyAdd(d0, d0, s0);
            s1 = Vector512.FusedMultiplyAdd(d1, d1, s1);
            s2 = Vector512.FusedMultiplyAdd(d2, d2, s2);
            s3 = Vector512.FusedMultiplyAdd(d3, d3, s3);
        }

        sums[0] = Fold(s0.GetLower() + s0.GetUpper());
        sums[1] = Fold(s1.GetLower() + s1.GetUpper());
        sums[2] = Fold(s2.GetLower() + s2.GetUpper());
        sums[3] = Fold(s3.GetLower() + s3.GetUpper());
    }

    /// <summary>Sums in vectors of 8.</summary>
    internal static void Sum256(ReadOnlySpan<float> row, ReadOnlySpan<float> others, Span<float> sums)
    {
        CheckLengths(row, others);
        ref var a = ref MemoryMarshal.GetReference(row);
        ref var b = ref MemoryMarshal.GetReference(others);
        for (var i = 0; i < Others; i++)
        {
            var other = (nuint)(i * Strip);
            var (low, high) = (Vector256<float>.Zero, Vector256<float>.Zero);
            for (nuint k = 0; k < Strip; k += Lanes)
            {
                var d = Vector256.LoadUnsafe(ref a, k) - Vector256.LoadUnsafe(ref b, other + k);
                var e = Vector256.LoadUnsafe(ref a, k + Lanes / 2) - Vector256.LoadUnsafe(ref b, other + k + Lanes / 2);
                low = Vector256.FusedMultiplyAdd(d, d, low);
                high = Vector256.FusedMultiplyAdd(e, e, high);
            }

            sums[i] = Fold(low + high);
        }
    }

    /// <summary>Sums element by element.</summary>
    internal static void SumScalar(ReadOnlySpan<float> row, ReadOnlySpan<float> others, Span<float> sums)
    {
        Span<float> lanes = stackalloc float[Lanes];
        for (var i = 0; i < Others; i++)
        {
            lanes.Clear();
            for (var k = 0; k < Strip; k++)
            {
                var difference = row[k] - others[i * Strip + k];
                lanes[k % Lanes] = MathF.FusedMultiplyAdd(difference, difference, lanes[k % Lanes]);
            }

            for (var half = Lanes / 2; half > 0; half /= 2)
            {
                for (var lane = 0; lane < half; lane++)
                {
                    lanes[lane] += lanes[lane + half];
                }
            }

            sums[i] = lanes[0];
        }
    }

    private static float Fold(Vector256<float> eight)
    {
        var four = eight.GetLower() + eight.GetUpper();
        var two = four.GetLower() + four.GetUpper();
        return two[0] + two[1];
    }

    private static double Exact(ReadOnlySpan<float> row, ReadOnlySpan<float> other)
    {
        var sum = 0.0;
        if (!row.SequenceEqual(other))
        {
            for (var k = 0; k < row.Length; k++)
            {
                var difference = (double)row[k] - other[k];
                sum += difference * difference;
            }
        }

        return sum;
    }

    /// <summary>The vector loops run on references, so nothing below them would notice a short span.</summary>
    private static void CheckLengths(ReadOnlySpan<float> row, ReadOnlySpan<float> others)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(row.Length, Strip);
        ArgumentOutOfRangeException.ThrowIfNotEqual(others.Length, Others * Strip);
    }
}
