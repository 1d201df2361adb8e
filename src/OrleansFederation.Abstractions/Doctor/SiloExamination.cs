using OrleansFederation.Errors;

namespace OrleansFederation.Doctor;

/// <summary>One silo, as membership and the silo itself show it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Its address.</param>
/// <param name="Status">Its status in the cluster, in one lower-case word.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="Sites">The sites that it carries.</param>
/// <param name="Facts">What it says of itself; null where it was not asked or did not answer.</param>
/// <param name="Problem">Why it did not answer; null where it did, or was not asked.</param>
[GenerateSerializer, Immutable, Alias("of.silo-examination")]
public sealed record SiloExamination(
    [property: Id(0)] string Name,
    [property: Id(1)] string Address,
    [property: Id(2)] string Status,
    [property: Id(3)] IReadOnlyList<string> Roles,
    [property: Id(4)] IReadOnlyList<string> Sites,
    [property: Id(5)] SiloFacts? Facts,
    [property: Id(6)] Problem? Problem);
