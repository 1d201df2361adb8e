using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Training;

namespace OrleansFederation.Federations;

/// <summary>What a federation's grain keeps.</summary>
internal sealed record FederationState
{
    public SpecDocument? Spec { get; init; }

    public string Owner { get; init; } = "";

    public FederationStatus Status { get; init; }

    /// <summary>The last committed round; 0 before the first.</summary>
    public int Round { get; init; }

    public int? Version { get; init; }

    /// <summary>The parameters that the next round starts from.</summary>
    public ArtifactRef? Head { get; init; }

    /// <summary>The fitted preprocessing; null before the first round has committed, and where there is none.</summary>
    public ArtifactRef? Preprocessing { get; init; }

    /// <summary>What the proximal term's μ has come to; null before the first round has committed, and where it does not adapt.</summary>
    public ProximalCourse? Proximal { get; init; }

    public Problem? Failure { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
