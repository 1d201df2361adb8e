namespace OrleansFederation.Doctor;

/// <summary>How a cluster is.</summary>
/// <param name="At">What the examining silo's clock showed.</param>
/// <param name="Silos">The silos: those that are alive, and those that died and were not replaced.</param>
/// <param name="Sites">The sites, by name.</param>
[GenerateSerializer, Immutable, Alias("of.cluster-examination")]
public sealed record ClusterExamination(
    [property: Id(0)] DateTimeOffset At, [property: Id(1)] IReadOnlyList<SiloExamination> Silos, [property: Id(2)] IReadOnlyList<SiteExamination> Sites);
