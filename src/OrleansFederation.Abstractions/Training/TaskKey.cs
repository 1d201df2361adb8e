namespace OrleansFederation.Training;

/// <summary>Identifies one task. A task with the same key gives the same result, so it may be ordered again.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Federation">The federation's name.</param>
/// <param name="Round">The round's number.</param>
/// <param name="Client">The client's id; empty for the central test set; the site for its statistics.</param>
/// <param name="Attempt">The attempt, from 1; a repeated attempt after a failure has the next number and the same seed.</param>
[GenerateSerializer, Immutable, Alias("of.task-key")]
public sealed record TaskKey(
    [property: Id(0)] TaskKind Kind,
    [property: Id(1)] string Federation,
    [property: Id(2)] int Round,
    [property: Id(3)] string Client,
    [property: Id(4)] int Attempt);
