namespace OrleansFederation.Rounds;

/// <summary>Percentiles by the nearest rank.</summary>
internal static class Percentiles
{
    public static double Of(IEnumerable<double> values, double percent)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Clamp((int)Math.Ceiling(percent / 100 * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
