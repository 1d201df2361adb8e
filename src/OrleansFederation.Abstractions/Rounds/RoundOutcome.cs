using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Optimizers;

namespace OrleansFederation.Rounds;

/// <summary>How a round ended.</summary>
/// <param name="Number">The round's number.</param>
/// <param name="Phase"><see cref="RoundPhase.Committed"/>, <see cref="RoundPhase.Failed"/> or <see cref="RoundPhase.Cancelled"/>.</param>
/// <param name="Version">The version that was published, where committed.</param>
/// <param name="Parameters">The parameters of that version, where committed.</param>
/// <param name="Failure">Why it failed, where it did.</param>
/// <param name="Report">The round's figures.</param>
/// <param name="Epoch">The tenure in which it ended so: a failure that an earlier tenure tells is not believed.</param>
[GenerateSerializer, Immutable, Alias("of.round-outcome")]
public sealed record RoundOutcome(
    [property: Id(0)] int Number,
    [property: Id(1)] RoundPhase Phase,
    [property: Id(2)] int? Version,
    [property: Id(3)] ArtifactRef? Parameters,
    [property: Id(4)] Problem? Failure,
    [property: Id(5)] RoundReport Report,
    [property: Id(6)] long Epoch = 0)
{
    /// <summary>The fitted preprocessing, where the federation has one.</summary>
    [Id(7)] public ArtifactRef? Preprocessing { get; init; }

    /// <summary>What the server's optimiser keeps for the next round, where committed; empty where it keeps nothing.</summary>
    [Id(8)] public IReadOnlyList<ServerVector> Server { get; init => field = value ?? []; } = [];

    /// <summary>How far the federation has come with this round, where committed.</summary>
    [Id(9)] public Standing Standing { get; init => field = value ?? Standing.Start; } = Standing.Start;

    /// <summary>Why the version is not promoted, so that the next round starts from where this one did; null where it is.</summary>
    [Id(10)] public string? HeldBack { get; init; }

    /// <summary>The mean training loss of the contributors, weighted by their examples, where committed.</summary>
    [Id(11)] public double? Loss { get; init; }

    /// <summary>The arguments of the aggregation rule in the next round, where they move and this one is committed.</summary>
    [Id(50)] public IReadOnlyDictionary<string, double>? Aggregation { get; init; }

    /// <summary>The clients whose updates an anomaly score flagged, in ordinal order, where committed.</summary>
    [Id(34)] public IReadOnlyList<string> Flagged { get; init => field = value ?? []; } = [];
}
