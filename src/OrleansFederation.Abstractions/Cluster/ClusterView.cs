namespace OrleansFederation.Cluster;

/// <summary>A cluster: its silos, its sites, and what runs where.</summary>
/// <param name="Name">The cluster's name.</param>
/// <param name="At">When this was so.</param>
/// <param name="Silos">The silos by name: those that live, and dead ones that nobody of the same name has replaced.</param>
/// <param name="Sites">The sites by name: those that a silo carries, and those that clients live at.</param>
/// <param name="Federations">The federations that run, by name.</param>
[GenerateSerializer, Immutable, Alias("of.cluster-view")]
public sealed record ClusterView(
    [property: Id(0)] string Name,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] IReadOnlyList<SiloView> Silos,
    [property: Id(3)] IReadOnlyList<SiteView> Sites,
    [property: Id(4)] IReadOnlyList<FederationPlace> Federations);
