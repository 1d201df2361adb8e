namespace OrleansFederation.Schedules;

/// <summary>How a rate changes over the rounds of a federation.</summary>
public enum ScheduleKind
{
    /// <summary>It stays.</summary>
    Constant = 0,

    /// <summary>It is multiplied by a factor every so many rounds.</summary>
    Step = 1,

    /// <summary>It is multiplied by a factor every round.</summary>
    Exponential = 2,

    /// <summary>It falls along half a cosine.</summary>
    Cosine = 3,

    /// <summary>It falls along a line.</summary>
    Linear = 4,
}
