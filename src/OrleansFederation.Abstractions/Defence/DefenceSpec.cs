namespace OrleansFederation.Defence;

/// <summary>How a federation looks at every single update before it is aggregated, and what follows for those that stand out.</summary>
/// <param name="Scores">The scores that are computed, by name, each with the deviation beyond which an update is flagged, above 0; at least one.</param>
public sealed record DefenceSpec(IReadOnlyDictionary<string, double> Scores)
{
    /// <summary>Whether flagged updates are left out of the aggregate; otherwise they are told only.</summary>
    public bool Exclude { get; init; } = true;

    /// <summary>When a client that is flagged again and again is not selected for a while; null where it always may be.</summary>
    public QuarantineSpec? Quarantine { get; init; }
}
