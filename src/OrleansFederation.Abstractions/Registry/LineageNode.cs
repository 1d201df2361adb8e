namespace OrleansFederation.Registry;

/// <summary>A version in a lineage.</summary>
/// <param name="Version">The version's number.</param>
/// <param name="Parents">The versions it was made from.</param>
/// <param name="Round">The round that made it; 0 where it was made elsewhere and registered.</param>
/// <param name="Digest">The SHA-256 of its parameters.</param>
/// <param name="Accuracy">Its accuracy on the central test set, where there is one.</param>
[GenerateSerializer, Immutable, Alias("of.lineage-node")]
public sealed record LineageNode(
    [property: Id(0)] int Version,
    [property: Id(1)] IReadOnlyList<int> Parents,
    [property: Id(2)] int Round,
    [property: Id(3)] string Digest,
    [property: Id(4)] double? Accuracy);
