namespace OrleansFederation.Evaluation;

/// <summary>
/// Compares figures without claiming more than their intervals allow: better or worse only where they do not overlap. That is stricter
/// than a test at 5 %, the more so where both are of the same examples.
/// </summary>
public static class Comparison
{
    /// <summary>Says whether a figure is better than another.</summary>
    /// <param name="figure">The figure; null where there is none.</param>
    /// <param name="other">What it is compared with.</param>
    /// <param name="higherIsBetter">Whether more is better.</param>
    public static Verdict Of(Estimate? figure, Estimate? other, bool higherIsBetter)
    {
        if (figure is not { Low: { } low, High: { } high } || other is not { Low: { } otherLow, High: { } otherHigh })
        {
            return Verdict.NotDistinguishable;
        }

        return low > otherHigh ? higherIsBetter ? Verdict.Better : Verdict.Worse
            : high < otherLow ? higherIsBetter ? Verdict.Worse : Verdict.Better
            : Verdict.NotDistinguishable;
    }

    /// <summary>Says a verdict in words.</summary>
    /// <param name="verdict">The verdict.</param>
    public static string Text(Verdict verdict) => verdict switch
    {
        Verdict.Better => "better",
        Verdict.Worse => "worse",
        _ => "not distinguishable",
    };
}
