namespace OrleansFederation.Defence;

/// <summary>
/// cos(uᵢ, m) = uᵢ·m / (‖uᵢ‖ ‖m‖), where m is the coordinate-wise median of the round's updates: one that points away from where most point
/// works against them, whatever its length (the direction by which FLTrust judges, Cao et al. 2021, "FLTrust: Byzantine-robust Federated
/// Learning via Trust Bootstrapping", §4, with the median in place of an update of the server's own). Danger: a client whose data is unlike
/// everybody else's points elsewhere honestly; and attackers that collude to stay near the median (ALIE) are not seen.
/// </summary>
public sealed class CosineScore : IAnomalyScore
{
    /// <inheritdoc/>
    public string Name => "cosine";

    /// <inheritdoc/>
    public string Description => "the direction of the update against the median of all: finds those that point elsewhere, such as reversed ones and noise";

    /// <inheritdoc/>
    public double Threshold => 3.5;

    /// <inheritdoc/>
    public bool IsLowSuspicious => true;

    /// <inheritdoc/>
    public IReadOnlyList<double> Of(UpdateMeasures measures) => measures.Cosines;

    /// <summary>0.05.</summary>
    /// <inheritdoc/>
    public double LeastSpread(double median) => 0.05;
}
