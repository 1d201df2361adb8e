namespace OrleansFederation.Rounds;

/// <summary>How many clients of a cohort are how far; kept up as they change, so that looking costs the same in any cohort.</summary>
/// <param name="Open">Those who have neither delivered nor failed.</param>
/// <param name="Received">Those whose update was received.</param>
/// <param name="Failed">Those who failed.</param>
internal readonly record struct CohortTally(int Open, int Received, int Failed)
{
    /// <summary>Adds clients of a state.</summary>
    /// <param name="state">The state; others than these three are not counted.</param>
    /// <param name="clients">The number, below 0 to take away.</param>
    public CohortTally With(ParticipantState state, int clients) => state switch
    {
        ParticipantState.Selected => this with { Open = Open + clients },
        ParticipantState.Received => this with { Received = Received + clients },
        ParticipantState.Failed => this with { Failed = Failed + clients },
        _ => this,
    };
}
