using OrleansFederation.Artifacts;
using OrleansFederation.Clustering;
using OrleansFederation.Federations;
using OrleansFederation.Optimizers;

namespace OrleansFederation.Rounds;

/// <summary>What a federation asks of a round. Everything else follows from the spec and the round's number.</summary>
/// <param name="Federation">The federation's name.</param>
/// <param name="Number">The round's number, from 1.</param>
/// <param name="Spec">The spec.</param>
/// <param name="Base">The parameters that the round starts from (safetensors).</param>
/// <param name="BaseVersion">The version they belong to; null for the initial parameters.</param>
/// <param name="Owner">The principal who started the federation.</param>
[GenerateSerializer, Immutable, Alias("of.round-plan")]
public sealed record RoundPlan(
    [property: Id(0)] string Federation,
    [property: Id(1)] int Number,
    [property: Id(2)] SpecDocument Spec,
    [property: Id(3)] ArtifactRef Base,
    [property: Id(4)] int? BaseVersion,
    [property: Id(5)] string Owner)
{
    /// <summary>The fitted preprocessing; null before the first round, which fits it, and where the spec asks for none.</summary>
    [Id(6)] public ArtifactRef? Preprocessing { get; init; }

    /// <summary>What the server's optimiser kept of the round before; empty before the first round and where it keeps nothing.</summary>
    [Id(7)] public IReadOnlyList<ServerVector> Server { get; init => field = value ?? []; } = [];

    /// <summary>How far the federation has come by the figures it watches.</summary>
    [Id(8)] public Standing Standing { get; init => field = value ?? Standing.Start; } = Standing.Start;

    /// <summary>μ of the clients' proximal term in this round, where it adapts; null where the spec's is in force.</summary>
    [Id(9)] public double? Proximal { get; init; }

    /// <summary>What the rounds before began with, as far back as an update may be late, oldest first; empty unless the federation is asynchronous.</summary>
    [Id(42)] public IReadOnlyList<RoundStart> Earlier { get; init => field = value ?? []; } = [];

    /// <summary>What clients that began in a round train from.</summary>
    /// <param name="round">The round in which they began: this one, or one of <see cref="Earlier"/>.</param>
    public RoundStart StartOf(int round) => round == Number ? new(Number, Base, Proximal) : Earlier.First(kept => kept.Round == round);

    /// <summary>The arguments of the aggregation rule in this round, where they move; null where the spec's are in force.</summary>
    [Id(50)] public IReadOnlyDictionary<string, double>? Aggregation { get; init; }

    /// <summary>The clients that are not selected, since they were flagged too often, those whose time is over soonest last; empty where none is.</summary>
    [Id(34)] public IReadOnlyList<string> Quarantined { get; init => field = value ?? []; } = [];

    /// <summary>The clusters' models, by number from 1; empty where all clients train one model. <see cref="Base"/> is the first of them.</summary>
    [Id(51)] public IReadOnlyList<ClusterModel> Clusters { get; init => field = value ?? []; } = [];
}
