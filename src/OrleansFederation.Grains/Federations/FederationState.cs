using OrleansFederation.Artifacts;
using OrleansFederation.Clients;
using OrleansFederation.Clustering;
using OrleansFederation.Defence;
using OrleansFederation.Errors;
using OrleansFederation.Optimizers;
using OrleansFederation.Rounds;
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

    /// <summary>What the server's optimiser keeps for the next round; empty before the first, and where it keeps nothing.</summary>
    public IReadOnlyList<ServerVector> Server { get; init => field = value ?? []; } = [];

    /// <summary>How far it has come by the figures it watches.</summary>
    public Standing Standing { get; init => field = value ?? Standing.Start; } = Standing.Start;

    /// <summary>Why it ended before its last round; null where it did not.</summary>
    public string? StopReason { get; init; }

    /// <summary>What the proximal term's μ has come to; null before the first round has committed, and where it does not adapt.</summary>
    public ProximalCourse? Proximal { get; init; }

    /// <summary>What the rounds began with from which clients may still train; empty unless the federation is asynchronous.</summary>
    public IReadOnlyList<RoundStart> Earlier { get; init => field = value ?? []; } = [];

    /// <summary>What the aggregation rule's arguments have come to; null before the first round has committed, and where they do not move.</summary>
    public IReadOnlyDictionary<string, double>? Aggregation { get; init; }

    /// <summary>What is remembered of clients whose updates were flagged.</summary>
    public IReadOnlyList<Suspicion> Suspicions { get; init => field = value ?? []; } = [];

    /// <summary>The clusters' models, from which the next round starts; empty where it trains one.</summary>
    public IReadOnlyList<ClusterModel> Clusters { get; init => field = value ?? []; } = [];

    public Problem? Failure { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>
    /// The state after a committed round: the next one starts from its version, or, where that was held back, from where this one did. What
    /// goes with the clients' states goes on in either case, as those do.
    /// </summary>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="outcome">How the round ended.</param>
    public FederationState After(FederationSpec spec, RoundOutcome outcome)
    {
        var next = this with
        {
            Round = outcome.Number,
            Preprocessing = outcome.Preprocessing,
            Standing = outcome.Standing,
            Earlier = spec.Async is { } asynchronous
                ? [.. Earlier.Append(new(outcome.Number, Head!, Proximal?.Mu)).Where(kept => outcome.Number + 1 - kept.Round <= asynchronous.Staleness)]
                : [],
            Suspicions = Quarantine.After(spec.Defence?.Quarantine, Suspicions, outcome.Number, outcome.Flagged),
            Proximal = ProximalCourse.After(spec.Training.Proximal, Proximal, outcome.Loss),
            Aggregation = outcome.Aggregation,
            Clusters = outcome.Clusters,
        };
        var states = ClientStates.Of(spec);
        return outcome.HeldBack is null
            ? next with { Version = outcome.Version, Head = outcome.Parameters, Server = outcome.Server }
            : next with { Server = [.. Server.Where(vector => !states.Contains(vector.Name)), .. outcome.Server.Where(vector => states.Contains(vector.Name))] };
    }

    /// <summary>What the next round is asked for.</summary>
    /// <param name="name">The federation's name.</param>
    public RoundPlan NextPlan(string name) => new(name, Round + 1, Spec!, Head!, Version, Owner)
    {
        Preprocessing = Preprocessing,
        Server = Server,
        Standing = Standing,
        Proximal = Proximal?.Mu,
        Earlier = Earlier,
        Aggregation = Aggregation,
        Quarantined = Quarantined,
        Clusters = Clusters,
    };

    /// <summary>The clients that the next round does not select, those whose time is over soonest last.</summary>
    public IReadOnlyList<string> Quarantined => Suspicions.Count == 0 ? [] : Quarantine.Of(SpecReader.FromCanonical(Spec!), Suspicions, Round + 1);
}
