using OrleansFederation.Artifacts;

namespace OrleansFederation.Registry;

/// <summary>How a version that was not trained here came into the registry. No round stands behind it: what it was trained on is not known.</summary>
/// <param name="By">The principal who registered it.</param>
/// <param name="Request">The SHA-256 of what was asked for and by whom; the same request again gives the same version.</param>
/// <param name="File">The safetensors file as it was sent; the version's own has the same numbers in the platform's order.</param>
/// <param name="Spec">The spec in canonical form, kept with the version.</param>
[GenerateSerializer, Immutable, Alias("of.registration")]
public sealed record Registration(
    [property: Id(0)] string By,
    [property: Id(1)] string Request,
    [property: Id(2)] ArtifactRef File,
    [property: Id(3)] ArtifactRef Spec)
{
    /// <summary>The version whose spec and preprocessing it shares, such as <c>digits@3</c>; null where a spec was given.</summary>
    [Id(4)] public string? Like { get; init; }

    /// <summary>The SHA-256 of an ONNX file that came with it and gave the same outputs as the platform's own; null where none came.</summary>
    [Id(5)] public string? ComparedOnnx { get; init; }

    /// <summary>What was said about it.</summary>
    [Id(6)] public string? Note { get; init; }
}
