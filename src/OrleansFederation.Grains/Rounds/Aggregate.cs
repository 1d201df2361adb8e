using OrleansFederation.Artifacts;
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
}
