namespace OrleansFederation.Evaluation;

/// <summary>Examples by true and by predicted class.</summary>
public sealed class ConfusionMatrix
{
    private readonly long[] _counts;

    /// <summary>Makes a matrix.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="counts">Examples by true class · classes + predicted class.</param>
    public ConfusionMatrix(int classes, long[] counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentOutOfRangeException.ThrowIfNotEqual(counts.LongLength, (long)classes * classes);
        (Classes, _counts) = (classes, counts);
    }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>The number of examples.</summary>
    public long Examples => _counts.Sum();

    /// <summary>Examples of a class for which another, or the same, was predicted.</summary>
    /// <param name="truth">The true class.</param>
    /// <param name="predicted">The predicted class.</param>
    public long this[int truth, int predicted] => _counts[truth * Classes + predicted];

    /// <summary>Reads the matrix from tallies; null where it was not counted.</summary>
    /// <param name="tallies">The tallies.</param>
    public static ConfusionMatrix? Of(Tallies tallies)
    {
        ArgumentNullException.ThrowIfNull(tallies);
        return tallies.Confusion is { } counts && tallies.Classes is > 0 and <= Tallies.MostConfused
            ? new(tallies.Classes, counts.Unpack(tallies.Classes * tallies.Classes))
            : null;
    }

    /// <summary>The number of examples of a class.</summary>
    /// <param name="truth">The class.</param>
    public long Of(int truth) => Enumerable.Range(0, Classes).Sum(predicted => this[truth, predicted]);

    /// <summary>The number of examples for which a class was predicted.</summary>
    /// <param name="predicted">The class.</param>
    public long Predicted(int predicted) => Enumerable.Range(0, Classes).Sum(truth => this[truth, predicted]);
}
