namespace OrleansFederation.Cluster;

/// <summary>A site: who carries it, and for whom.</summary>
/// <param name="Name">The site's name.</param>
/// <param name="Clients">The clients that are enrolled at it.</param>
/// <param name="Silos">The names of the active silos that carry it; empty where its clients cannot train.</param>
/// <param name="Tasks">The tasks that they hold for it; null where none of them answered in time.</param>
[GenerateSerializer, Immutable, Alias("of.site-view")]
public sealed record SiteView(
    [property: Id(0)] string Name,
    [property: Id(1)] long Clients,
    [property: Id(2)] IReadOnlyList<string> Silos,
    [property: Id(3)] int? Tasks);
