using OrleansFederation.Errors;

namespace OrleansFederation.Federations;

/// <summary>A federation as others see it.</summary>
/// <param name="Name">The federation's name.</param>
/// <param name="Status">What it is doing.</param>
/// <param name="Round">The last committed round; 0 before the first.</param>
/// <param name="Rounds">The number of rounds that the spec asks for.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version of the last committed round, or null before the first.</param>
/// <param name="Spec">The spec in canonical form.</param>
/// <param name="Owner">The principal who started it.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="Failure">Why it failed, where it did.</param>
[GenerateSerializer, Immutable, Alias("of.federation-view")]
public sealed record FederationView(
    [property: Id(0)] string Name,
    [property: Id(1)] FederationStatus Status,
    [property: Id(2)] int Round,
    [property: Id(3)] int Rounds,
    [property: Id(4)] string Model,
    [property: Id(5)] int? Version,
    [property: Id(6)] SpecDocument Spec,
    [property: Id(7)] string Owner,
    [property: Id(8)] DateTimeOffset CreatedAt,
    [property: Id(9)] Problem? Failure)
{
    /// <summary>Why it ended before its last round; null where it did not, and in lists.</summary>
    [Id(10)] public string? StopReason { get; init; }

    /// <summary>The best version by the figure that the spec watches; null where it watches none, and in lists.</summary>
    [Id(11)] public int? BestVersion { get; init; }

    /// <summary>The clients that the next round does not select, since they were flagged too often; empty in lists.</summary>
    [Id(34)] public IReadOnlyList<string> Quarantined { get; init => field = value ?? []; } = [];
}
