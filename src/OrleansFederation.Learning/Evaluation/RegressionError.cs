namespace OrleansFederation.Evaluation;

/// <summary>The figures of a regression.</summary>
public static class RegressionError
{
    /// <summary>The mean of |prediction − target|; interval by the normal approximation.</summary>
    /// <param name="metrics">Figures of squared errors with a regression's sums.</param>
    public static Estimate? MeanAbsolute(Metrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return metrics.Tallies?.Regression is { Count: > 0 } sums
            ? NormalInterval.Mean(sums.Count, sums.AbsoluteSum, metrics.LossSum)
            : null;
    }

    /// <summary>√(Σ(prediction − target)²/n); the interval's ends are the roots of those of the mean square by the normal approximation.</summary>
    /// <param name="metrics">Figures of squared errors.</param>
    public static Estimate RootMeanSquared(Metrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        if (metrics.Tallies is not { } tallies)
        {
            return new(Math.Sqrt(metrics.Loss));
        }

        var square = NormalInterval.Mean(metrics.Examples, metrics.LossSum, tallies.LossSquareSum);
        return new(Math.Sqrt(square.Value), Root(square.Low), Root(square.High));
    }

    /// <summary>1 − Σ(prediction − target)² / Σ(target − mean)², without an interval; null where all targets are the same.</summary>
    /// <param name="metrics">Figures of squared errors with a regression's sums.</param>
    public static Estimate? RSquared(Metrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return metrics.Tallies?.Regression is { TargetSquares: > 0 } sums ? new(1 - metrics.LossSum / sums.TargetSquares) : null;
    }

    private static double? Root(double? value) => value is { } number ? Math.Sqrt(number) : null;
}
