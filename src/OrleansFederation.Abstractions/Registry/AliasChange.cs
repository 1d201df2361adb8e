namespace OrleansFederation.Registry;

/// <summary>One change of an alias.</summary>
/// <param name="Alias">The alias.</param>
/// <param name="Version">The version it named from then on; null where it was removed.</param>
/// <param name="By">The principal who changed it.</param>
/// <param name="At">When.</param>
[GenerateSerializer, Immutable, Alias("of.alias-change")]
public sealed record AliasChange(
    [property: Id(0)] string Alias,
    [property: Id(1)] int? Version,
    [property: Id(2)] string By,
    [property: Id(3)] DateTimeOffset At);
