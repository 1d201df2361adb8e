namespace OrleansFederation.Registry;

/// <summary>One version in a model's lineage index.</summary>
/// <param name="Node">The version and its parents.</param>
/// <param name="Contributors">Who contributed to it.</param>
public sealed record LineageRow(LineageNode Node, IReadOnlyList<Contributor> Contributors);
