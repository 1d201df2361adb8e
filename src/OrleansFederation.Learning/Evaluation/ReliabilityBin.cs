namespace OrleansFederation.Evaluation;

/// <summary>A bin of confidence.</summary>
/// <param name="Count">The examples in it.</param>
/// <param name="ConfidenceSum">The sum of their confidences.</param>
/// <param name="TrueSum">How many of them came true.</param>
public readonly record struct ReliabilityBin(long Count, double ConfidenceSum, long TrueSum)
{
    /// <summary>The mean confidence, 0 to 1; NaN over no example.</summary>
    public double Confidence => ConfidenceSum / Count;

    /// <summary>The share that came true, 0 to 1; NaN over no example.</summary>
    public double Frequency => (double)TrueSum / Count;
}
