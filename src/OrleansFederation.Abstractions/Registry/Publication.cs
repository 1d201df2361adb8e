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

    /// <summary>Further aliases that name this version from now on.</summary>
    [Id(51)] public IReadOnlyList<string> Aliases { get; init => field = value ?? []; } = [];

    /// <summary>Whether the round publishes further versions, so that it goes on to own their bytes.</summary>
    [Id(52)] public bool IsFollowed { get; init; }
}
