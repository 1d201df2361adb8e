using OrleansFederation.Artifacts;
using OrleansFederation.Rounds;

namespace OrleansFederation.Clustering;

/// <summary>The files that a round starts from.</summary>
internal static class PlanArtifacts
{
    /// <summary>Lists them, without the base, which the round's row keeps.</summary>
    /// <param name="plan">The round's plan.</param>
    public static IReadOnlyList<ArtifactRef> BesideBase(RoundPlan plan) =>
    [
        .. plan.Server.Select(vector => vector.File)
            .Concat(plan.Clusters.SelectMany(cluster => (ArtifactRef?[])[cluster.Parameters, cluster.Onnx, .. cluster.Server.Select(vector => vector.File)]).OfType<ArtifactRef>())
            .DistinctBy(file => file.Digest),
    ];
}
