namespace OrleansFederation.Rounds;

/// <summary>The phases of a round.</summary>
public enum RoundPhase
{
    /// <summary>Not opened.</summary>
    None = 0,

    /// <summary>The cohort trains.</summary>
    Training = 1,

    /// <summary>The contributors are frozen; their updates are aggregated.</summary>
    Aggregating = 2,

    /// <summary>The aggregated model is evaluated.</summary>
    Evaluating = 3,

    /// <summary>The version is published; the round is over.</summary>
    Committed = 4,

    /// <summary>The round failed, with its reason.</summary>
    Failed = 5,

    /// <summary>The round was cancelled because its federation was stopped.</summary>
    Cancelled = 6,
}
