using OrleansFederation.Errors;

namespace OrleansFederation.Rounds;

/// <summary>One contributor in a replay.</summary>
/// <param name="Client">The client's id.</param>
/// <param name="Site">The site that trained for it.</param>
/// <param name="Recorded">The SHA-256 of the update that the round counted.</param>
/// <param name="Replayed">The SHA-256 of the update that training gave again; null where it failed.</param>
/// <param name="Failure">Why it failed, where it did.</param>
[GenerateSerializer, Immutable, Alias("of.replayed-client")]
public sealed record ReplayedClient(
    [property: Id(0)] string Client,
    [property: Id(1)] string Site,
    [property: Id(2)] string? Recorded,
    [property: Id(3)] string? Replayed,
    [property: Id(4)] Problem? Failure);
