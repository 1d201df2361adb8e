namespace OrleansFederation.Defence;

/// <summary>What one anomaly score says of one update.</summary>
/// <param name="Score">The score's name, for example <c>norm</c>.</param>
/// <param name="Value">What was measured, in the score's own unit; not finite where a model with the update has no finite loss.</param>
/// <param name="Deviation">How far that is from the median of the round's updates on the suspicious side, in robust standard deviations; below 0 on the other.</param>
/// <param name="Flagged">Whether the deviation is beyond the spec's threshold.</param>
[GenerateSerializer, Immutable, Alias("of.update-score")]
public sealed record UpdateScore(
    [property: Id(0)] string Score,
    [property: Id(1)] double Value,
    [property: Id(2)] double Deviation,
    [property: Id(3)] bool Flagged);
