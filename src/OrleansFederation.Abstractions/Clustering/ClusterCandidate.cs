using OrleansFederation.Artifacts;

namespace OrleansFederation.Clustering;

/// <summary>One of the models of which a client takes the one with the least loss on its training part.</summary>
/// <param name="Cluster">The cluster's number, from 1.</param>
/// <param name="Model">Safetensors parameters to train, an ONNX file to evaluate.</param>
[GenerateSerializer, Immutable, Alias("of.cluster-candidate")]
public sealed record ClusterCandidate([property: Id(0)] int Cluster, [property: Id(1)] ArtifactRef Model);
