using OrleansFederation.Artifacts;
using OrleansFederation.Evaluation;
using OrleansFederation.Optimizers;

namespace OrleansFederation.Registry;

/// <summary>What a version is and where it comes from; immutable once written.</summary>
[GenerateSerializer, Immutable, Alias("of.version-manifest")]
public sealed record VersionManifest
{
    /// <summary>The model's name.</summary>
    [Id(0)] public required string Model { get; init; }

    /// <summary>The version's number, from 1; 0 in a manifest that is not yet published.</summary>
    [Id(1)] public int Version { get; init; }

    /// <summary>The parameters as safetensors.</summary>
    [Id(2)] public required ArtifactRef Parameters { get; init; }

    /// <summary>The model as ONNX.</summary>
    [Id(3)] public required ArtifactRef Onnx { get; init; }

    /// <summary>The versions of the same model that it was made from; empty for a first round.</summary>
    [Id(4)] public required IReadOnlyList<int> Parents { get; init; }

    /// <summary>The SHA-256 of the parameters that the round began with; empty for a registered version.</summary>
    [Id(5)] public required string BaseDigest { get; init; }

    /// <summary>The federation; empty for a registered version.</summary>
    [Id(6)] public required string Federation { get; init; }

    /// <summary>The round; 0 for a registered version.</summary>
    [Id(7)] public required int Round { get; init; }

    /// <summary>The digest of the spec, of a federation or of a registration.</summary>
    [Id(8)] public required string SpecDigest { get; init; }

    /// <summary>Who contributed, in client order; nobody to a registered version.</summary>
    [Id(9)] public required IReadOnlyList<Contributor> Contributors { get; init; }

    /// <summary>Figures on the central test set.</summary>
    [Id(10)] public Metrics? Central { get; init; }

    /// <summary>Merged figures of the clients that evaluated.</summary>
    [Id(11)] public Metrics? Federated { get; init; }

    /// <summary>When it was published.</summary>
    [Id(12)] public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The shape of one input without the batch dimension; with preprocessing, of a raw row.</summary>
    [Id(13)] public required IReadOnlyList<int> Input { get; init; }

    /// <summary>The shape of one output without the batch dimension.</summary>
    [Id(14)] public required IReadOnlyList<int> Output { get; init; }

    /// <summary>The fitted preprocessing as JSON, which the ONNX file has in its graph unless <see cref="IsPersonal"/>; null where inputs are the model's own.</summary>
    [Id(15)] public ArtifactRef? Preprocessing { get; init; }

    /// <summary>Whether each client has preprocessing of its own (personalisation): the ONNX file takes features then.</summary>
    [Id(16)] public bool IsPersonal { get; init; }

    /// <summary>How it came here where it was not trained here; null for the version of a round.</summary>
    [Id(17)] public Registration? Registration { get; init; }

    /// <summary>What the server's optimiser kept when it made this version, from which the next round went on; empty where it keeps nothing.</summary>
    [Id(18)] public IReadOnlyList<ServerVector> Server { get; init => field = value ?? []; } = [];

    /// <summary>Why it is not promoted: it is worse than the version it comes from by more than the spec's gate allows. Null where it is.</summary>
    [Id(19)] public string? HeldBack { get; init; }

    /// <summary>The parameters of which each client of the federation has its own: here they are as they were at first. Empty where the version is the whole model.</summary>
    [Id(46)] public IReadOnlyList<string> Kept { get; init => field = value ?? []; } = [];
}
