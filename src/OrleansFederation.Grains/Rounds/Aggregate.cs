using System.Security.Cryptography;
using System.Text;
using OrleansFederation.Artifacts;
using OrleansFederation.Clustering;
using OrleansFederation.Optimizers;
using OrleansFederation.Registry;

namespace OrleansFederation.Rounds;

/// <summary>What aggregation gave.</summary>
/// <param name="Freeze">The freeze in force.</param>
/// <param name="Parameters">The new parameters as safetensors.</param>
/// <param name="Onnx">The new model as ONNX.</param>
/// <param name="Server">What the server's optimiser keeps; empty where it keeps nothing.</param>
/// <param name="Contributors">Who contributed, in ordinal order.</param>
/// <param name="Judgements">What became of each contributor, by client.</param>
internal sealed record Aggregate(Freeze Freeze, ArtifactRef Parameters, ArtifactRef Onnx, IReadOnlyList<ServerVector> Server, IReadOnlyList<Contributor> Contributors, IReadOnlyDictionary<string, Judgement> Judgements)
{
    /// <summary>The arguments of the aggregation rule in the next round, where they move.</summary>
    public IReadOnlyDictionary<string, double>? Next { get; init; }

    /// <summary>What became of each cluster's model, by number; empty where all clients trained one. Then <see cref="Parameters"/> and <see cref="Onnx"/> are of the first that has a new one.</summary>
    public IReadOnlyList<ClusterAggregate> Clusters { get; init; } = [];

    /// <summary>The SHA-256 of the new parameters; of several models, over their clusters' numbers and their own.</summary>
    public string Digest => Clusters.Count == 0
        ? Parameters.Digest
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Clusters.Where(cluster => cluster.New is not null).Select(cluster => $"{cluster.Cluster} {cluster.New!.Parameters.Digest}")))));
}
