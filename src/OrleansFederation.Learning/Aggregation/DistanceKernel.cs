using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OrleansFederation.Aggregation;

/// <summary>
/// Squared distances over a strip of two rows to four others: Σₖ (aₖ − bₖ)² of direct differences, so that nothing cancels. Element k is
/// added to lane k mod 16 by a fused multiply-add, and the lanes are folded in halves, whatever the width of vectors: bits are equal.
/// </summary>
internal static class DistanceKernel
{
    /// <summary>The elements of a strip. In float32 a lane adds 32 squares; strips are added in double.</summary>
    public const int Strip = 512;

    /// <summary>How many rows are compared at once.</summary>
    public const int Rows = 2;

    /// <summary>How many others each of them is compared with.</summary>
    public const int Others = 4;

    private const int Lanes = 16;

    // Below, squares of single elements may have been lost beneath the least float32, and above, some were too large for it.
    private const float Least = 1f / (1L << 50) / (1L << 50);

    /// <summary>Sums with the widest vectors that the processor has.</summary>
    /// <param name="rows">Two strips, one behind the other.</param>
    /// <param name="others">Four strips, one behind the other.</param>
    /// <param name="sums">Four sums of the first row, then four of the second.</param>
    public static void Sum(ReadOnlySpan<float> rows, ReadOnlySpan<float> others, Span<float> sums)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Sum512(rows, others, sums);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Sum256(rows, others, sums);
        }
        else
        {
            SumScalar(rows, others, sums);
        }
    }

    /// <summary>A sum as it is, or measured in double where float32 cannot hold it.</summary>
    /// <param name="sum">What was summed.</param>
    /// <param name="row">The strip.</param>
    /// <param name="other">The other.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sound(float sum, ReadOnlySpan<float> row, ReadOnlySpan<float> other) =>
        sum >= Least && sum <= float.MaxValue ? sum : Exact(row, other);

    /// <summary>Sums in vectors of 16.</summary>
    internal static void Sum512(ReadOnlySpan<float> rows, ReadOnlySpan<float> others, Span<float> sums)
    {
        CheckLengths(rows, others);
        ref var a = ref MemoryMarshal.GetReference(rows);
        ref var b = ref MemoryMarshal.GetReference(others);
        var s0 = Vector512<float>.Zero;
        var s1 = Vector512<float>.Zero;
        var s2 = Vector512<float>.Zero;
        var s3 = Vector512<float>.Zero;
        var s4 = Vector512<float>.Zero;
        var s5 = Vector512<float>.Zero;
        var s6 = Vector512<float>.Zero;
        var s7 = Vector512<float>.Zero;
        for (nuint k = 0; k < Strip; k += Lanes)
        {
            var x = Vector512.LoadUnsafe(ref a, k);
            var y = Vector512.LoadUnsafe(ref a, k + Strip);
            var other = Vector512.LoadUnsafe(ref b, k);
            s0 = AddSquare(x - other, s0);
            s4 = AddSquare(y - other, s4);
            other = Vector512.LoadUnsafe(ref b, k + Strip);
            s1 = AddSquare(x - other, s1);
            s5 = AddSquare(y - other, s5);
            other = Vector512.LoadUnsafe(ref b, k + 2 * Strip);
            s2 = AddSquare(x - other, s2);
            s6 = AddSquare(y - other, s6);
            other = Vector512.LoadUnsafe(ref b, k + 3 * Strip);
            s3 = AddSquare(x - other, s3);
            s7 = AddSquare(y - other, s7);
        }

        Fold(s0.GetLower() + s0.GetUpper(), s1.GetLower() + s1.GetUpper(), s2.GetLower() + s2.GetUpper(), s3.GetLower() + s3.GetUpper(), sums);
        Fold(s4.GetLower() + s4.GetUpper(), s5.GetLower() + s5.GetUpper(), s6.GetLower() + s6.GetUpper(), s7.GetLower() + s7.GetUpper(), sums[Others..]);
    }

    /// <summary>Sums in vectors of 8.</summary>
    internal static void Sum256(ReadOnlySpan<float> rows, ReadOnlySpan<float> others, Span<float> sums)
    {
        CheckLengths(rows, others);
        ref var a = ref MemoryMarshal.GetReference(rows);
        ref var b = ref MemoryMarshal.GetReference(others);
        for (nuint row = 0; row < Rows; row++)
        {
            // Two others at once: four sums in the making hide how long an addition takes.
            for (nuint i = 0; i < Others; i += 2)
            {
                var l0 = Vector256<float>.Zero;
                var h0 = Vector256<float>.Zero;
                var l1 = Vector256<float>.Zero;
                var h1 = Vector256<float>.Zero;
                for (nuint k = 0; k < Strip; k += Lanes)
                {
                    var low = Vector256.LoadUnsafe(ref a, row * Strip + k);
                    var high = Vector256.LoadUnsafe(ref a, row * Strip + k + Lanes / 2);
                    l0 = AddSquare(low - Vector256.LoadUnsafe(ref b, i * Strip + k), l0);
                    h0 = AddSquare(high - Vector256.LoadUnsafe(ref b, i * Strip + k + Lanes / 2), h0);
                    l1 = AddSquare(low - Vector256.LoadUnsafe(ref b, i * Strip + Strip + k), l1);
                    h1 = AddSquare(high - Vector256.LoadUnsafe(ref b, i * Strip + Strip + k + Lanes / 2), h1);
                }

                var at = (int)(row * Others + i);
                (sums[at], sums[at + 1]) = (Fold(l0 + h0), Fold(l1 + h1));
            }
        }
    }

    /// <summary>Sums element by element.</summary>
    internal static void SumScalar(ReadOnlySpan<float> rows, ReadOnlySpan<float> others, Span<float> sums)
    {
        Span<float> lanes = stackalloc float[Lanes];
        for (var pair = 0; pair < Rows * Others; pair++)
        {
            var row = rows.Slice(pair / Others * Strip, Strip);
            var other = others.Slice(pair % Others * Strip, Strip);
            lanes.Clear();
            for (var k = 0; k < Strip; k++)
            {
                var difference = row[k] - other[k];
                lanes[k % Lanes] = MathF.FusedMultiplyAdd(difference, difference, lanes[k % Lanes]);
            }

            for (var half = Lanes / 2; half > 0; half /= 2)
            {
                for (var lane = 0; lane < half; lane++)
                {
                    lanes[lane] += lanes[lane + half];
                }
            }

            sums[pair] = lanes[0];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> AddSquare(Vector512<float> difference, Vector512<float> sum) => Vector512.FusedMultiplyAdd(difference, difference, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> AddSquare(Vector256<float> difference, Vector256<float> sum) => Vector256.FusedMultiplyAdd(difference, difference, sum);

    private static float Fold(Vector256<float> eight)
    {
        var four = eight.GetLower() + eight.GetUpper();
        var two = four.GetLower() + four.GetUpper();
        return two[0] + two[1];
    }

    /// <summary>Folds eight lanes to one, of four sums at once: lane l and l + 4, then l + 2, then l + 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fold(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, Span<float> sums)
    {
        var (a4, b4) = (a.GetLower() + a.GetUpper(), b.GetLower() + b.GetUpper());
        var (c4, d4) = (c.GetLower() + c.GetUpper(), d.GetLower() + d.GetUpper());
        var ab = Vector128.Create(a4.GetLower(), b4.GetLower()) + Vector128.Create(a4.GetUpper(), b4.GetUpper());
        var cd = Vector128.Create(c4.GetLower(), d4.GetLower()) + Vector128.Create(c4.GetUpper(), d4.GetUpper());
        sums[3] = cd[2] + cd[3];
        sums[2] = cd[0] + cd[1];
        sums[1] = ab[2] + ab[3];
        sums[0] = ab[0] + ab[1];
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
    private static void CheckLengths(ReadOnlySpan<float> rows, ReadOnlySpan<float> others)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows.Length, Rows * Strip);
        ArgumentOutOfRangeException.ThrowIfNotEqual(others.Length, Others * Strip);
    }
}
