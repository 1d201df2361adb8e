using OrleansFederation.Artifacts;
using OrleansFederation.Clustering;
using OrleansFederation.Federations;

namespace OrleansFederation.Training;

/// <summary>An order to a site: train or evaluate one model for one client. The site derives data, seeds and model from the spec.</summary>
/// <param name="Key">Identifies the task.</param>
/// <param name="Spec">The federation's spec.</param>
/// <param name="Ordinal">The client's ordinal in the federation, from which its data part and seeds follow; -1 for the central test set.</param>
/// <param name="Site">The site that is asked.</param>
/// <param name="Model">The artifact to start from: safetensors parameters to train, an ONNX file to evaluate.</param>
[GenerateSerializer, Immutable, Alias("of.training-order")]
public sealed record TrainingOrder(
    [property: Id(0)] TaskKey Key,
    [property: Id(1)] SpecDocument Spec,
    [property: Id(2)] int Ordinal,
    [property: Id(3)] string Site,
    [property: Id(4)] ArtifactRef Model)
{
    /// <summary>What makes the model's input of raw rows, where the federation has such; null also before it is fitted.</summary>
    [Id(5)] public ArtifactRef? Preprocessing { get; init; }

    /// <summary>μ of the proximal term in this round, where it adapts; null where the spec's is in force.</summary>
    [Id(6)] public double? Proximal { get; init; }

    /// <summary>
    /// The last committed round before this one in which the client contributed, from whose state it goes on where the spec lets clients
    /// keep something; 0 for none.
    /// </summary>
    [Id(7)] public int StateRound { get; init; }

    /// <summary>The digest of the update that the client contributed then, to which the state belongs; null where there is none.</summary>
    [Id(8)] public string? StateUpdate { get; init; }

    /// <summary>The round that waits for the report; 0 for the one of the key. An order for a task that is held already changes it.</summary>
    [Id(42)] public int ReportTo { get; init; }

    /// <summary>Whether it is done while the client trains, so that a round of an asynchronous federation is not evaluated only when trainings of later ones are over.</summary>
    [Id(43)] public bool Beside { get; init; }

    /// <summary>The control variate that is the same for all clients (SCAFFOLD's c), of the trainable parameters; null where there is none or it is still zeros.</summary>
    [Id(30)] public ArtifactRef? Control { get; init; }

    /// <summary>The clients that the round does not select, where simulated clients attack: those that collude know who is with them. Empty otherwise.</summary>
    [Id(34)] public IReadOnlyList<string> Quarantined { get; init => field = value ?? []; } = [];

    /// <summary>The most steps of local training that fit the time budget, 1 or more; null where the spec's own are done.</summary>
    [Id(38)] public long? Steps { get; init; }

    /// <summary>The number of the client's cluster, whose model <see cref="Model"/> is; null where there is none or the client chooses.</summary>
    [Id(51)] public int? Cluster { get; init; }

    /// <summary>The models of which the client takes the one with the least loss on its training part, by number; empty where <see cref="Model"/> is to be taken.</summary>
    [Id(52)] public IReadOnlyList<ClusterCandidate> Candidates { get; init => field = value ?? []; } = [];
}
