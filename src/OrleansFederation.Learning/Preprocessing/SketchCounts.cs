namespace OrleansFederation.Preprocessing;

/// <summary>What a <see cref="QuantileSketch"/> has counted.</summary>
/// <param name="Zeros">Numbers that count as zero.</param>
/// <param name="Above">Buckets of positive numbers, rising.</param>
/// <param name="AboveCounts">Their counts.</param>
/// <param name="Below">Buckets of the magnitudes of negative numbers, rising.</param>
/// <param name="BelowCounts">Their counts.</param>
internal sealed record SketchCounts(long Zeros, int[] Above, long[] AboveCounts, int[] Below, long[] BelowCounts)
{
    /// <summary>How many numbers were counted.</summary>
    public long Count => Zeros + AboveCounts.Sum() + BelowCounts.Sum();

    /// <summary>Whether every bucket has one count of 1 or more.</summary>
    public bool IsSound => Zeros >= 0 && Above.Length == AboveCounts.Length && Below.Length == BelowCounts.Length && AboveCounts.Concat(BelowCounts).All(count => count > 0);
}
