namespace OrleansFederation.Rounds;

/// <summary>What a round's grain keeps. Cohort, receipts and freezes are rows.</summary>
internal sealed record RoundState
{
    public RoundPlan? Plan { get; init; }

    public RoundPhase Phase { get; init; }

    /// <summary>The SHA-256 of the cohort's client ids, to tell that a replay selects the same.</summary>
    public string? CohortDigest { get; init; }

    public string? FrozenDigest { get; init; }

    public RoundOutcome? Outcome { get; init; }

    /// <summary>The tenure in which this was written. Each take-over writes it, so that what an earlier tenure would still write is a conflict.</summary>
    public long Epoch { get; init; }
}
