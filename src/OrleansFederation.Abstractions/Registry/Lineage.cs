namespace OrleansFederation.Registry;

/// <summary>Where a version comes from and what came of it.</summary>
/// <param name="Version">The version asked about.</param>
/// <param name="Ancestors">The versions it descends from, nearest first.</param>
/// <param name="Descendants">The versions made from it, nearest first.</param>
/// <param name="Contributors">Every client that contributed to it or an ancestor, with the sum of examples and the number of rounds.</param>
[GenerateSerializer, Immutable, Alias("of.lineage")]
public sealed record Lineage(
    [property: Id(0)] int Version,
    [property: Id(1)] IReadOnlyList<LineageNode> Ancestors,
    [property: Id(2)] IReadOnlyList<LineageNode> Descendants,
    [property: Id(3)] IReadOnlyList<LineageContributor> Contributors);
