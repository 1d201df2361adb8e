using OrleansFederation.Artifacts;

namespace OrleansFederation.Registry;

/// <summary>A version made elsewhere that is to be registered.</summary>
[GenerateSerializer, Immutable, Alias("of.registration-request")]
public sealed record RegistrationRequest
{
    /// <summary>The longest note, in characters.</summary>
    public const int LongestNote = 1000;

    /// <summary>The model that it becomes a version of.</summary>
    [Id(0)] public required string Model { get; init; }

    /// <summary>The safetensors file that will be sent.</summary>
    [Id(1)] public required ArtifactRef Parameters { get; init; }

    /// <summary>An ONNX file that will be sent to be held against the platform's own; null where there is none.</summary>
    [Id(2)] public ArtifactRef? Onnx { get; init; }

    /// <summary>The spec whose model it is, as JSON; null where <see cref="LikeVersion"/> names a version.</summary>
    [Id(3)] public string? Spec { get; init; }

    /// <summary>The model of the version whose spec and preprocessing it shares; null where <see cref="Spec"/> is given.</summary>
    [Id(4)] public string? LikeModel { get; init; }

    /// <summary>The number of that version.</summary>
    [Id(5)] public int LikeVersion { get; init; }

    /// <summary>The versions of the same model that it was made from, as whoever registers it says.</summary>
    [Id(6)] public IReadOnlyList<int> Parents { get; init; } = [];

    /// <summary>What there is to say about it, up to <see cref="LongestNote"/> characters; null where nothing is.</summary>
    [Id(7)] public string? Note { get; init; }
}
