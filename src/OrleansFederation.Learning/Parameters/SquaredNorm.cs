using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OrleansFederation.Parameters;

/// <summary>
/// Σᵢ xᵢ² in double. Element i of all but the last few goes to sum i mod 16, and the sums are added from first to last, on every processor:
/// a square of a float32 is exact in double, so that only these additions round, and the bits do not depend on the width of vectors.
/// </summary>
public static class SquaredNorm
{
    private const int Lanes = 16;

    /// <summary>The squared Euclidean norm.</summary>
    /// <param name="values">The vector.</param>
    /// <returns>0 or more; not finite where an element is not.</returns>
    public static double Of(ReadOnlySpan<float> values)
    {
        var (low, high) = (Vector512<double>.Zero, Vector512<double>.Zero);
        var covered = values.Length - values.Length % Lanes;
        ref var first = ref MemoryMarshal.GetReference(values);
        for (nuint i = 0; i < (nuint)covered; i += Lanes)
        {
            var (a, b) = Vector512.Widen(Vector512.LoadUnsafe(ref first, i));
            low += a * a;
            high += b * b;
        }

        var sum = 0.0;
        for (var lane = 0; lane < Lanes; lane++)
        {
            sum += lane < Lanes / 2 ? low[lane] : high[lane - Lanes / 2];
        }

        foreach (var value in values[covered..])
        {
            sum += (double)value * value;
        }

        return sum;
    }
}
