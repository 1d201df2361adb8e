namespace OrleansFederation.Defence;

/// <summary>
/// How far each of some figures is from their median, in robust standard deviations: (xᵢ − med x) / s with s = 1.4826 · bₙ · med |xⱼ − med x|.
/// The factor makes s the standard deviation of normal figures (Hampel 1974, "The Influence Curve and Its Role in Robust Estimation"); bₙ is
/// its correction for n of them (Croux &amp; Rousseeuw 1992, "Time-Efficient Algorithms for Two Highly Robust Estimators of Scale", §4). Fewer
/// than half of the figures, whatever they are, move neither median nor s beyond what the others bear out. Danger: of very few figures the
/// spread is known badly, so that honest ones are flagged more often.
/// </summary>
public static class RobustDeviation
{
    private const double Consistency = 1.4826;

    // b₂ to b₉; of more it is n / (n − 0.8).
    private static readonly double[] Corrections = [1.196, 1.495, 1.363, 1.206, 1.200, 1.140, 1.129, 1.107];

    /// <summary>The deviations. The order of the figures changes none of them.</summary>
    /// <param name="figures">The figures, two or more; what is not a number counts as infinitely large.</param>
    /// <param name="leastSpread">The least s to reckon with, of the median.</param>
    /// <returns>A deviation for each: infinite where the figure is and the median is not; 0 where nothing can be said.</returns>
    public static IReadOnlyList<double> Of(IReadOnlyList<double> figures, Func<double, double> leastSpread)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(figures.Count, 2);
        double[] values = [.. figures.Select(figure => double.IsNaN(figure) ? double.PositiveInfinity : figure)];
        var median = Median(values);
        if (!double.IsFinite(median))
        {
            return new double[values.Length];
        }

        var spread = Math.Max(Spread(values), leastSpread(median));
        return [.. values.Select(value => Deviation(value - median, spread))];
    }

    /// <summary>The robust standard deviation s of figures.</summary>
    /// <param name="values">The figures, two or more, none of them NaN and the median finite.</param>
    public static double Spread(IReadOnlyList<double> values)
    {
        var median = Median(values);
        return Consistency * Correction(values.Count) * Median([.. values.Select(value => Math.Abs(value - median))]);
    }

    /// <summary>The median; of an even number the mean of the two in the middle.</summary>
    /// <param name="values">The values, at least one, none of them NaN.</param>
    public static double Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 || sorted[middle - 1] == sorted[middle] ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2;
    }

    private static double Correction(int count) => count - 2 < Corrections.Length ? Corrections[count - 2] : count / (count - 0.8);

    private static double Deviation(double distance, double spread) =>
        double.IsInfinity(distance) ? distance : distance == 0 || double.IsInfinity(spread) ? 0 : distance / spread;
}
