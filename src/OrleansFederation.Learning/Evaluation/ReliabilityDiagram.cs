namespace OrleansFederation.Evaluation;

/// <summary>How often what the model was confident of came true, by bins of confidence of equal width.</summary>
public static class ReliabilityDiagram
{
    /// <summary>Reads the bins, from the lowest confidence to the highest, empty ones too; none where they were not counted.</summary>
    /// <param name="tallies">The tallies.</param>
    public static IReadOnlyList<ReliabilityBin> Of(Tallies tallies)
    {
        ArgumentNullException.ThrowIfNull(tallies);
        if (tallies.Reliability is not { } counts)
        {
            return [];
        }

        var cells = counts.Unpack(EvaluationTally.ConfidenceBins * EvaluationTally.ConfidenceCells);
        return
        [
            .. Enumerable.Range(0, EvaluationTally.ConfidenceBins).Select(bin => new ReliabilityBin(
                cells[bin * EvaluationTally.ConfidenceCells],
                FixedPoint.ToDouble(cells[bin * EvaluationTally.ConfidenceCells + 1]),
                cells[bin * EvaluationTally.ConfidenceCells + 2])),
        ];
    }
}
