namespace OrleansFederation.Evaluation;

/// <summary>
/// The expected calibration error over 15 bins of equal width: Σ (nᵦ/n)·|mean confidence − share that came true|. Of two classes the
/// confidence is the probability of the second; of more it is that of the predicted class (Guo et al. 2017). It is biased upwards where
/// bins hold few examples, and has no interval.
/// </summary>
public static class CalibrationError
{
    /// <summary>Gives the figure; null where nothing was counted.</summary>
    /// <param name="tallies">The tallies.</param>
    public static Estimate? Of(Tallies tallies)
    {
        var bins = ReliabilityDiagram.Of(tallies);
        var examples = bins.Sum(bin => bin.Count);
        return examples == 0 ? null : new(bins.Sum(bin => Math.Abs(bin.ConfidenceSum - bin.TrueSum)) / examples);
    }
}
