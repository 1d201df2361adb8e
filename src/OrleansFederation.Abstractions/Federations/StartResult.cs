using OrleansFederation.Errors;

namespace OrleansFederation.Federations;

/// <summary>The answer to starting a federation.</summary>
/// <param name="Federation">The federation, or null where the spec was refused.</param>
/// <param name="Problems">Why it was refused: every problem, with spec paths as places; empty where it was not.</param>
/// <param name="Resumed">Whether the federation existed already with the same spec.</param>
[GenerateSerializer, Immutable, Alias("of.start-result")]
public sealed record StartResult(
    [property: Id(0)] FederationView? Federation,
    [property: Id(1)] IReadOnlyList<Problem> Problems,
    [property: Id(2)] bool Resumed);
