namespace OrleansFederation.Defence;

/// <summary>What a federation remembers of a client whose updates were flagged.</summary>
/// <param name="Client">The client's id.</param>
/// <param name="Flagged">The committed rounds in which it was flagged and that still count, ascending.</param>
/// <param name="Until">The last round in which it is not selected; 0 where it never was kept out.</param>
public sealed record Suspicion(string Client, IReadOnlyList<int> Flagged, int Until);
