namespace OrleansFederation.Parameters;

/// <summary>
/// Σᵢ xᵢ² in double. Element i of all but the last few goes to sum i mod 16, and the sums are added from first to last, on every processor:
/// a square of a float32 is exact in double, so that only these additions round, and the bits do not depend on the width of vectors.
/// </summary>
public static class SquaredNorm
{
    /// <summary>The squared Euclidean norm.</summary>
    /// <param name="values">The vector.</param>
    /// <returns>0 or more; not finite where an element is not.</returns>
    public static double Of(ReadOnlySpan<float> values)
    {
        SquaredNormSum sum = new();
        sum.Add(values);
        return sum.Total;
    }
}
