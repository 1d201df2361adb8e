namespace OrleansFederation.Evaluation;

/// <summary>The figures of one site in a round.</summary>
/// <param name="Site">The site, or the client where all clients live at one site.</param>
/// <param name="Clients">The number of its clients that evaluated.</param>
/// <param name="Metrics">Their merged figures; with tallies where they are of a fold of a cross-validation.</param>
[GenerateSerializer, Immutable, Alias("of.site-evaluation")]
public sealed record SiteEvaluation([property: Id(0)] string Site, [property: Id(1)] int Clients, [property: Id(2)] Metrics Metrics);
