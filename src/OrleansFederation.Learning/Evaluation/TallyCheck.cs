namespace OrleansFederation.Evaluation;

/// <summary>Checks what a site reports, before it is merged: that counts can be read, and that they are of as many examples as it says.</summary>
public static class TallyCheck
{
    /// <summary>Says what is wrong with figures; null where nothing is.</summary>
    /// <param name="metrics">The figures.</param>
    public static string? Fault(Metrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        if (metrics.Tallies is not { } tallies)
        {
            return null;
        }

        try
        {
            return Fault(metrics, tallies);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            return exception.Message;
        }
    }

    private static string? Fault(Metrics metrics, Tallies tallies)
    {
        if (tallies.Classes is 1 or < 0 || (tallies.Classes == 0) != (metrics.Correct is null) || tallies.GridBits != (ScoreGrid.For(tallies.Classes)?.Bits ?? 0))
        {
            return $"{tallies.Classes} classes on a grid of {tallies.GridBits} bits are none that is counted";
        }

        if (ConfusionMatrix.Of(tallies) is { } matrix && (matrix.Examples != metrics.Examples || Enumerable.Range(0, matrix.Classes).Sum(k => matrix[k, k]) != metrics.Correct))
        {
            return $"the confusion matrix is not of {metrics.Examples} examples of which {metrics.Correct} are correct";
        }

        var finite = metrics.Examples - tallies.NotFinite;
        if (ScoreHistogram.Of(tallies).Any(histogram => checked(histogram.PositiveCount + histogram.NegativeCount) != finite)
            || (tallies.Reliability is not null && ReliabilityDiagram.Of(tallies).Sum(bin => bin.Count) != finite))
        {
            return $"scores are not of {finite} examples";
        }

        return tallies.Regression is { } sums && sums.Count != metrics.Examples ? $"a regression's sums are of {sums.Count} examples, not {metrics.Examples}" : null;
    }
}
