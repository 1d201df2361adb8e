using OrleansFederation.Artifacts;

namespace OrleansFederation.Training;

/// <summary>A site's answer to a fold.</summary>
/// <param name="Partial">
/// The partial sum: raw little-endian float32 of the layout's length. Null where updates are lost, or where none is but the site no longer
/// holds the sum of the part before.
/// </param>
/// <param name="Lost">The clients whose updates are missing or damaged at the site.</param>
[GenerateSerializer, Immutable, Alias("of.fold-result")]
public sealed record FoldResult([property: Id(0)] ArtifactRef? Partial, [property: Id(1)] IReadOnlyList<string> Lost)
{
    /// <summary>The name under which the site holds the sum, to be read as an update is; null where it is in the artifact store.</summary>
    [Id(2)] public TaskKey? Held { get; init; }
}
