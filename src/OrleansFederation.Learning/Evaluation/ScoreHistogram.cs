namespace OrleansFederation.Evaluation;

/// <summary>The scores of one class against the others, counted by bins from the lowest score to the highest.</summary>
public sealed class ScoreHistogram
{
    /// <summary>Makes a histogram.</summary>
    /// <param name="positives">Examples of the class, by bin.</param>
    /// <param name="negatives">The others, by bin.</param>
    public ScoreHistogram(IReadOnlyList<long> positives, IReadOnlyList<long> negatives)
    {
        ArgumentNullException.ThrowIfNull(positives);
        ArgumentNullException.ThrowIfNull(negatives);
        ArgumentOutOfRangeException.ThrowIfNotEqual(negatives.Count, positives.Count);
        (Positives, Negatives, PositiveCount, NegativeCount) = (positives, negatives, positives.Sum(), negatives.Sum());
    }

    /// <summary>Examples of the class, by bin.</summary>
    public IReadOnlyList<long> Positives { get; }

    /// <summary>The others, by bin.</summary>
    public IReadOnlyList<long> Negatives { get; }

    /// <summary>The number of examples of the class.</summary>
    public long PositiveCount { get; }

    /// <summary>The number of the others.</summary>
    public long NegativeCount { get; }

    /// <summary>Whether there are both, without which ranking means nothing.</summary>
    public bool HasBoth => PositiveCount > 0 && NegativeCount > 0;

    /// <summary>Reads the histograms of all classes, of two only the second's; none where scores were not counted.</summary>
    /// <param name="tallies">The tallies.</param>
    public static IReadOnlyList<ScoreHistogram> Of(Tallies tallies)
    {
        ArgumentNullException.ThrowIfNull(tallies);
        if (tallies.Scores is not { } scores || ScoreGrid.For(tallies.Classes) is not { } grid || grid.Bits != tallies.GridBits)
        {
            return [];
        }

        var (classes, bins) = (ScoreGrid.Counted(tallies.Classes), grid.Bins);
        var cells = scores.Unpack(classes * 2 * bins);
        return [.. Enumerable.Range(0, classes).Select(k => new ScoreHistogram(cells[((2 * k + 1) * bins)..((2 * k + 2) * bins)], cells[(2 * k * bins)..((2 * k + 1) * bins)]))];
    }

    /// <summary>The unweighted mean over the classes that have both kinds of examples. Its interval is as wide as the mean of theirs, which is never too narrow, since the classes share their examples.</summary>
    /// <param name="histograms">The classes.</param>
    /// <param name="figure">The figure of one.</param>
    internal static Estimate? Mean(IReadOnlyList<ScoreHistogram> histograms, Func<ScoreHistogram, Estimate> figure)
    {
        Estimate[] figures = [.. histograms.Where(histogram => histogram.HasBoth).Select(figure)];
        return figures.Length switch
        {
            0 => null,
            1 => figures[0],
            _ => new(
                figures.Average(one => one.Value),
                figures.All(one => one.Low is not null) ? figures.Average(one => one.Low) : null,
                figures.All(one => one.High is not null) ? figures.Average(one => one.High) : null)
            {
                GridError = figures.Average(one => one.GridError),
            },
        };
    }
}
