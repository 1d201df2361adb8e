namespace OrleansFederation.Registry;

/// <summary>A client's part in a lineage.</summary>
/// <param name="Client">The client's id.</param>
/// <param name="Site">The site that trained for it.</param>
/// <param name="Rounds">The number of rounds it contributed to.</param>
/// <param name="Examples">The sum of the examples behind its updates.</param>
[GenerateSerializer, Immutable, Alias("of.lineage-contributor")]
public sealed record LineageContributor(
    [property: Id(0)] string Client,
    [property: Id(1)] string Site,
    [property: Id(2)] int Rounds,
    [property: Id(3)] long Examples);
