using OrleansFederation.Errors;

namespace OrleansFederation.Doctor;

/// <summary>One site that a silo carries or a running federation needs.</summary>
/// <param name="Site">Its name.</param>
/// <param name="Silos">How many active silos carry it.</param>
/// <param name="NeededBy">The running federations that need it, at most ten of them.</param>
/// <param name="TrainMilliseconds">How long a tiny training took there; null where it was not tried or failed.</param>
/// <param name="ArtifactMilliseconds">How long a coordinator took to fetch what the site had stored; null where it was not tried or failed.</param>
/// <param name="Problem">What failed; null where nothing did.</param>
[GenerateSerializer, Immutable, Alias("of.site-examination")]
public sealed record SiteExamination(
    [property: Id(0)] string Site,
    [property: Id(1)] int Silos,
    [property: Id(2)] IReadOnlyList<string> NeededBy,
    [property: Id(3)] double? TrainMilliseconds,
    [property: Id(4)] double? ArtifactMilliseconds,
    [property: Id(5)] Problem? Problem);
