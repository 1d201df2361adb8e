namespace OrleansFederation.Evaluation;

/// <summary>
/// The mean squared error of the probabilities (Brier 1950): of two classes (p − y)² of the second one, 0 to 1; of more Σₖ (pₖ − yₖ)²,
/// 0 to 2. Interval by the normal approximation.
/// </summary>
public static class BrierScore
{
    /// <summary>Gives the figure; null where nothing was counted.</summary>
    /// <param name="tallies">The tallies.</param>
    public static Estimate? Of(Tallies tallies)
    {
        var examples = ReliabilityDiagram.Of(tallies).Sum(bin => bin.Count);
        return examples == 0 ? null : NormalInterval.Mean(examples, FixedPoint.ToDouble(tallies.BrierUnits), FixedPoint.ToDouble(tallies.BrierSquareUnits));
    }
}
