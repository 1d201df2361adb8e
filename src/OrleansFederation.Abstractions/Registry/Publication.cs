namespace OrleansFederation.Registry;

/// <summary>A version to publish.</summary>
/// <param name="Manifest">The manifest, without number.</param>
/// <param name="Owner">The owner of the model where it does not exist yet.</param>
/// <param name="KeepLast">The latest versions whose bytes are kept, beside aliased ones and the best; null keeps all.</param>
[GenerateSerializer, Immutable, Alias("of.publication")]
public sealed record Publication(
    [property: Id(0)] VersionManifest Manifest,
    [property: Id(1)] string Owner,
    [property: Id(2)] int? KeepLast)
{
    /// <summary>The alias that names this version from now on; null for none.</summary>
    [Id(3)] public string? Alias { get; init; }
}
