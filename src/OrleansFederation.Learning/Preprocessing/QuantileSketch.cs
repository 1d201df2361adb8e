namespace OrleansFederation.Preprocessing;

/// <summary>
/// Counts of numbers in buckets whose bounds grow by a constant factor, from which every quantile follows within half a per cent of its
/// value (DDSketch: Masson, Rim and Lee, "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees", VLDB 2019).
/// Merging adds counts, so any grouping of the numbers gives the same sketch. Not for concurrent use.
/// </summary>
public sealed class QuantileSketch
{
    /// <summary>The largest relative error of a quantile.</summary>
    public const double Accuracy = 0.005;

    private const double Growth = (1 + Accuracy) / (1 - Accuracy);

    // What is smaller than any normal float32 counts as zero.
    private const double Smallest = 1e-38;

    private static readonly double LogGrowth = Math.Log(Growth);

    private readonly SortedDictionary<int, long> _above = [];
    private readonly SortedDictionary<int, long> _below = [];
    private long _zeros;

    /// <summary>How many numbers were added.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a number.</summary>
    /// <param name="value">The number; finite.</param>
    public void Add(double value)
    {
        Count++;
        if (Math.Abs(value) < Smallest)
        {
            _zeros++;
            return;
        }

        var side = value > 0 ? _above : _below;
        var bucket = (int)Math.Ceiling(Math.Log(Math.Abs(value)) / LogGrowth);
        side[bucket] = side.GetValueOrDefault(bucket) + 1;
    }

    /// <summary>Adds what another sketch has counted.</summary>
    /// <param name="other">The other sketch.</param>
    public void Merge(QuantileSketch other)
    {
        Add(other._zeros, other._above, other._below);
    }

    /// <summary>Gives a quantile: a number that stands for the value at rank q·(n − 1) of the sorted numbers.</summary>
    /// <param name="q">0 for the least up to 1 for the greatest.</param>
    /// <returns>The number; NaN where none was added.</returns>
    public double Quantile(double q)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(q is >= 0 and <= 1, true);
        if (Count == 0)
        {
            return double.NaN;
        }

        var left = (long)Math.Floor(q * (Count - 1));
        foreach (var (bucket, count) in _below.Reverse())
        {
            if (left < count)
            {
                return -Middle(bucket);
            }

            left -= count;
        }

        if (left < _zeros)
        {
            return 0;
        }

        left -= _zeros;
        foreach (var (bucket, count) in _above)
        {
            if (left < count)
            {
                return Middle(bucket);
            }

            left -= count;
        }

        throw new InvalidOperationException($"The buckets hold fewer than {Count} numbers.");
    }

    /// <summary>What it has counted, to be kept or sent.</summary>
    internal SketchCounts Counts() => new(_zeros, [.. _above.Keys], [.. _above.Values], [.. _below.Keys], [.. _below.Values]);

    /// <summary>Adds counts that were kept or sent.</summary>
    /// <param name="counts">The counts.</param>
    internal void Add(SketchCounts counts) => Add(counts.Zeros, Pairs(counts.Above, counts.AboveCounts), Pairs(counts.Below, counts.BelowCounts));

    private static IEnumerable<KeyValuePair<int, long>> Pairs(int[] buckets, long[] counts) => buckets.Zip(counts, KeyValuePair.Create);

    private void Add(long zeros, IEnumerable<KeyValuePair<int, long>> above, IEnumerable<KeyValuePair<int, long>> below)
    {
        _zeros += zeros;
        Count += zeros;
        foreach (var (side, given) in ((SortedDictionary<int, long>, IEnumerable<KeyValuePair<int, long>>)[])[(_above, above), (_below, below)])
        {
            foreach (var (bucket, count) in given)
            {
                side[bucket] = side.GetValueOrDefault(bucket) + count;
                Count += count;
            }
        }
    }

    // The number with the same relative distance to both bounds of the bucket.
    private static double Middle(int bucket) => 2 * Math.Exp(bucket * LogGrowth) / (Growth + 1);
}
