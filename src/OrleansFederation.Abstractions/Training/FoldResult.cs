using OrleansFederation.Artifacts;

namespace OrleansFederation.Training;

/// <summary>A site's answer to a fold.</summary>
/// <param name="Partial">The partial sum: raw little-endian float32 of the layout's length, in the artifact store; null where updates are lost.</param>
/// <param name="Lost">The clients whose updates are missing or damaged at the site.</param>
[GenerateSerializer, Immutable, Alias("of.fold-result")]
public sealed record FoldResult([property: Id(0)] ArtifactRef? Partial, [property: Id(1)] IReadOnlyList<string> Lost);
