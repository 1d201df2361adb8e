namespace OrleansFederation.Evaluation;

/// <summary>Bounded fractions as integers, so that their sums do not depend on the order: units of 2⁻³⁰, rounded by at most 5·10⁻¹⁰ each; 2³¹ examples of up to 4 fit a sum.</summary>
internal static class FixedPoint
{
    private const double Units = 1L << 30;

    /// <summary>Gives a number in units.</summary>
    /// <param name="value">The number.</param>
    public static long Of(double value) => (long)Math.Round(value * Units);

    /// <summary>Gives units as a number.</summary>
    /// <param name="units">The units.</param>
    public static double ToDouble(long units) => units / Units;
}
