namespace OrleansFederation.Evaluation;

/// <summary>
/// The interval of a proportion by Wilson (1927): (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n). Unlike p ± z √(p(1−p)/n) it holds
/// for few examples and for proportions of 0 and 1.
/// </summary>
public static class WilsonInterval
{
    /// <summary>The normal distribution's quantile for 95 %.</summary>
    public const double Z = 1.959963984540054;

    /// <summary>Gives a proportion with its interval.</summary>
    /// <param name="successes">The number that count, 0 up to <paramref name="of"/>; need not be whole.</param>
    /// <param name="of">The number of all, above 0.</param>
    public static Estimate Of(double successes, double of)
    {
        var (p, square) = (successes / of, Z * Z / of);
        var middle = (p + square / 2) / (1 + square);
        var half = Z * Math.Sqrt(p * (1 - p) / of + square / (4 * of)) / (1 + square);
        return new(p, Math.Max(0, Math.Min(p, middle - half)), Math.Min(1, Math.Max(p, middle + half)));
    }
}
