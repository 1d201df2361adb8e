namespace OrleansFederation.Registry;

/// <summary>A version as others see it.</summary>
/// <param name="Manifest">What it is and where it comes from.</param>
/// <param name="BytesKept">Whether its bytes are still there; retention may have removed them.</param>
/// <param name="Aliases">The aliases that name it now.</param>
[GenerateSerializer, Immutable, Alias("of.version-view")]
public sealed record VersionView(
    [property: Id(0)] VersionManifest Manifest,
    [property: Id(1)] bool BytesKept,
    [property: Id(2)] IReadOnlyList<string> Aliases);
