namespace OrleansFederation.Rounds;

/// <summary>How far a client of a round is.</summary>
public enum ParticipantState
{
    /// <summary>Selected; its training was ordered or will be.</summary>
    Selected = 0,

    /// <summary>Its update was received.</summary>
    Received = 1,

    /// <summary>Its update is part of the aggregate.</summary>
    Contributed = 2,

    /// <summary>It failed.</summary>
    Failed = 3,

    /// <summary>It did not answer in time, or was not needed.</summary>
    Dropped = 4,

    /// <summary>Its update was received and left out of the aggregate, since an anomaly score flagged it.</summary>
    Flagged = 5,

    /// <summary>Asynchronous federations: it goes on over the end of the round, and its update counts in a later one.</summary>
    Carried = 6,
}
