using OrleansFederation.Artifacts;
using OrleansFederation.Rounds;

namespace OrleansFederation.Clustering;

/// <summary>What became of one cluster's model in a round.</summary>
/// <param name="Cluster">The cluster's number, from 1.</param>
/// <param name="Before">The model that the round started from.</param>
/// <param name="New">What aggregation made of it; null where it stays.</param>
/// <param name="Kept">Why it stays or, where the round makes the first models, why it is that of all; null where it has one of its own.</param>
internal sealed record ClusterAggregate(int Cluster, ClusterModel Before, Aggregate? New, string? Kept)
{
    /// <summary>The model to evaluate; null where nobody has trained it yet.</summary>
    public ArtifactRef? Onnx => New?.Onnx ?? Before.Onnx;

    /// <summary>The model from which the next round starts.</summary>
    /// <param name="version">The version of the new model; not looked at where it stays.</param>
    public ClusterModel After(int? version) => New is null ? Before : new(New.Parameters, New.Onnx, version) { Server = New.Server, Aggregation = New.Next };
}
