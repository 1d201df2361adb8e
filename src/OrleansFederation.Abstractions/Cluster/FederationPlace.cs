namespace OrleansFederation.Cluster;

/// <summary>Where a running federation runs.</summary>
/// <param name="Name">The federation's name.</param>
/// <param name="Round">The round in progress, or the last one; 0 before the first.</param>
/// <param name="Rounds">The number of rounds that the spec asks for.</param>
/// <param name="Owner">The principal who started it.</param>
/// <param name="Silo">The name of the silo that drives it; null where none does at this moment.</param>
/// <param name="RoundSilo">The name of the silo that runs the round; null where none does at this moment.</param>
[GenerateSerializer, Immutable, Alias("of.federation-place")]
public sealed record FederationPlace(
    [property: Id(0)] string Name,
    [property: Id(1)] int Round,
    [property: Id(2)] int Rounds,
    [property: Id(3)] string Owner,
    [property: Id(4)] string? Silo,
    [property: Id(5)] string? RoundSilo);
