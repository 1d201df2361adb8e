using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Optimizers;

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

    /// <summary>What the server's optimiser keeps for the next round; empty before the first, and where it keeps nothing.</summary>
    public IReadOnlyList<ServerVector> Server { get; init => field = value ?? []; } = [];

    public Problem? Failure { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
