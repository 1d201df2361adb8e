namespace OrleansFederation.Defence;

/// <summary>
/// A figure by which a wrong update stands out among the updates of its round. What counts is how far it is from their median, in robust
/// standard deviations (<see cref="RobustDeviation"/>), so that a threshold means the same for every model, and fewer than half of the
/// updates, however wrong, cannot move the scale. A new score is a file here and a line in <see cref="AnomalyScores"/>.
/// </summary>
public interface IAnomalyScore
{
    /// <summary>The name in the spec: lower case.</summary>
    string Name { get; }

    /// <summary>What it is and what it finds, in one sentence, for people.</summary>
    string Description { get; }

    /// <summary>The deviation beyond which it flags, unless the spec says otherwise.</summary>
    double Threshold { get; }

    /// <summary>Whether every update is tried on the central test set, which costs an evaluation for each.</summary>
    bool NeedsLosses => false;

    /// <summary>Whether small values are suspicious rather than large ones.</summary>
    bool IsLowSuspicious => false;

    /// <summary>The figure of each update.</summary>
    /// <param name="measures">What was measured of the round's updates.</param>
    IReadOnlyList<double> Of(UpdateMeasures measures);

    /// <summary>The least standard deviation to reckon with: honest updates that happen to be alike are not to flag one another over trifles.</summary>
    /// <param name="median">The median of the figures.</param>
    double LeastSpread(double median);
}
