using OrleansFederation.Artifacts;

namespace OrleansFederation.Training;

/// <summary>One frozen update and its weight.</summary>
/// <param name="Client">The client's id.</param>
/// <param name="Ordinal">The client's ordinal: updates are folded in this order.</param>
/// <param name="Attempt">The attempt that delivered it.</param>
/// <param name="Update">The update at the site.</param>
/// <param name="Examples">The examples behind it.</param>
/// <param name="Weight">Its weight in the sum; those of a mean add up to 1.</param>
[GenerateSerializer, Immutable, Alias("of.contribution")]
public sealed record Contribution(
    [property: Id(0)] string Client,
    [property: Id(1)] int Ordinal,
    [property: Id(2)] int Attempt,
    [property: Id(3)] ArtifactRef Update,
    [property: Id(4)] long Examples,
    [property: Id(5)] double Weight)
{
    /// <summary>The round in which the client began, by which its update is kept and encoded; 0 for the round that it counts in.</summary>
    [Id(42)] public int Begun { get; init; }
}
