using OrleansFederation.Artifacts;

namespace OrleansFederation.Rounds;

/// <summary>What clients that began in an earlier round of an asynchronous federation train from, so that a lost update can be made again.</summary>
/// <param name="Round">The round in which they began.</param>
/// <param name="Parameters">The parameters that it started from (safetensors).</param>
/// <param name="Proximal">μ of the proximal term in that round, where it adapts; null where the spec's is in force.</param>
[GenerateSerializer, Immutable, Alias("of.round-start")]
public sealed record RoundStart(
    [property: Id(0)] int Round,
    [property: Id(1)] ArtifactRef Parameters,
    [property: Id(2)] double? Proximal);
