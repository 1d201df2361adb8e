namespace OrleansFederation.Evaluation;

/// <summary>What merges of a regression's errors and targets, beside the sum of squared errors, which is the sum of losses.</summary>
/// <param name="Count">The number of examples.</param>
/// <param name="AbsoluteSum">The sum of |prediction − target|.</param>
/// <param name="TargetMean">The mean of the targets.</param>
/// <param name="TargetSquares">The sum of (target − mean)².</param>
[GenerateSerializer, Immutable, Alias("of.regression-sums")]
public sealed record RegressionSums(
    [property: Id(0)] long Count,
    [property: Id(1)] double AbsoluteSum,
    [property: Id(2)] double TargetMean,
    [property: Id(3)] double TargetSquares)
{
    /// <summary>Sums over no example.</summary>
    public static RegressionSums None { get; } = new(0, 0, 0, 0);

    /// <summary>Adds two sets of sums; the mean and its squares by Chan, Golub and LeVeque (1979), which does not cancel where targets are far from 0.</summary>
    /// <param name="other">The sums to add.</param>
    public RegressionSums Merge(RegressionSums other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Count == 0 || other.Count == 0)
        {
            return Count == 0 ? other : this;
        }

        var count = Count + other.Count;
        var delta = other.TargetMean - TargetMean;
        return new(
            count,
            AbsoluteSum + other.AbsoluteSum,
            TargetMean + delta * other.Count / count,
            TargetSquares + other.TargetSquares + delta * delta * Count / count * other.Count);
    }
}
