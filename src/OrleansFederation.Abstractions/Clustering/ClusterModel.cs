using OrleansFederation.Artifacts;
using OrleansFederation.Optimizers;

namespace OrleansFederation.Clustering;

/// <summary>The model of one cluster, from which its next training starts.</summary>
/// <param name="Parameters">Its parameters (safetensors).</param>
/// <param name="Onnx">The same as ONNX; null before anybody has trained it.</param>
/// <param name="Version">Its version; null before anybody has trained it.</param>
[GenerateSerializer, Immutable, Alias("of.cluster-model")]
public sealed record ClusterModel(
    [property: Id(0)] ArtifactRef Parameters,
    [property: Id(1)] ArtifactRef? Onnx,
    [property: Id(2)] int? Version)
{
    /// <summary>What the server's optimiser keeps of it; empty where it keeps nothing.</summary>
    [Id(3)] public IReadOnlyList<ServerVector> Server { get; init => field = value ?? []; } = [];

    /// <summary>The arguments of the aggregation rule in its next round, where they move; null where the spec's are in force.</summary>
    [Id(4)] public IReadOnlyDictionary<string, double>? Aggregation { get; init; }
}
