namespace OrleansFederation.Rounds;

/// <summary>
/// Which clients a round may select, and whom of them it prefers. Tags are the spec's own; memory and cores are what the client's site has
/// now; speed and reliability are what the client's past rounds say. A client that has not been measured meets every speed.
/// </summary>
public sealed record SelectionSpec
{
    /// <summary>No criterion and no preference: everybody may be selected, each as likely as any other.</summary>
    public static SelectionSpec Everybody { get; } = new();

    /// <summary>Tags of which a client needs all.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Tags of which a client may have none.</summary>
    public IReadOnlyList<string> Not { get; init; } = [];

    /// <summary>The bytes of memory that the client's site needs; null for any.</summary>
    public long? Memory { get; init; }

    /// <summary>The processors that the client's site needs; null for any.</summary>
    public int? Cores { get; init; }

    /// <summary>The examples a second that the client needs to train; null for any.</summary>
    public double? Speed { get; init; }

    /// <summary>The share of its past rounds to which the client needs to have contributed, 0 to 1; null for any.</summary>
    public double? Reliability { get; init; }

    /// <summary>Whether clients are drawn in proportion to their reliability, and not each as likely as any other.</summary>
    public bool PrefersReliable { get; init; }

    /// <summary>Whether something is asked of the clients' tags.</summary>
    public bool HasTags => Tags.Count + Not.Count > 0;

    /// <summary>Whether something follows from what is measured, so that a cohort is no function of spec and round alone.</summary>
    public bool IsMeasured => Memory is not null || Cores is not null || Speed is not null || Reliability is not null || PrefersReliable;
}
