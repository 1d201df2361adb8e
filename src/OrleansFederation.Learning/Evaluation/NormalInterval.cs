namespace OrleansFederation.Evaluation;

/// <summary>Intervals of means by the normal approximation.</summary>
internal static class NormalInterval
{
    /// <summary>
    /// The mean of a sample of values that are never negative, with mean ± z·s/√n, where s² = (Σx² − n·mean²) / (n − 1), and not below 0;
    /// no interval of fewer than two.
    /// </summary>
    /// <param name="count">The number of values, above 0.</param>
    /// <param name="sum">Their sum.</param>
    /// <param name="squares">The sum of their squares.</param>
    public static Estimate Mean(long count, double sum, double squares)
    {
        var mean = sum / count;
        if (count < 2 || !double.IsFinite(mean))
        {
            return new(mean);
        }

        var half = WilsonInterval.Z * Math.Sqrt(Math.Max(0, squares - sum * mean) / (count - 1) / count);
        return new(mean, Math.Max(0, mean - half), mean + half);
    }

    /// <summary>A figure between 0 and 1 with an interval that is symmetric in its log odds, so that it stays between them: logit(v) ± z·s / (v(1 − v)).</summary>
    /// <param name="value">The figure, above 0 and below 1.</param>
    /// <param name="deviation">Its standard error s.</param>
    public static Estimate LogOdds(double value, double deviation)
    {
        var (odds, half) = (Math.Log(value / (1 - value)), WilsonInterval.Z * deviation / (value * (1 - value)));
        return new(value, 1 / (1 + Math.Exp(half - odds)), 1 / (1 + Math.Exp(-half - odds)));
    }
}
