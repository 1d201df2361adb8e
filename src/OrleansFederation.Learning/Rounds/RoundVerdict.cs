namespace OrleansFederation.Rounds;

/// <summary>What a round's figures say about its version.</summary>
/// <param name="HeldBack">Why it is not promoted; null where it is.</param>
/// <param name="IsBest">Whether it is the best so far by the figure that stopping watches.</param>
/// <param name="Gated">The gate's figure; null where there is none.</param>
/// <param name="Watched">The figure that stopping watches; null where there is none.</param>
public sealed record RoundVerdict(string? HeldBack, bool IsBest, double? Gated, double? Watched);
