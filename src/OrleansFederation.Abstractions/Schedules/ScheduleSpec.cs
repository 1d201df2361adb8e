namespace OrleansFederation.Schedules;

/// <summary>A rate's course over the rounds, as a factor of the rate that the spec gives.</summary>
public sealed record ScheduleSpec
{
    /// <summary>The rate of the spec in every round.</summary>
    public static ScheduleSpec Constant { get; } = new();

    /// <summary>Its course.</summary>
    public ScheduleKind Kind { get; init; }

    /// <summary>Rounds from one step to the next, 1 or more; of <see cref="ScheduleKind.Step"/>.</summary>
    public int Every { get; init; } = 1;

    /// <summary>What the rate is multiplied by, above 0 and at most 1; of <see cref="ScheduleKind.Step"/> and <see cref="ScheduleKind.Exponential"/>.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>Rounds of the fall, warm-up not counted; null for all that are left. Of <see cref="ScheduleKind.Cosine"/> and <see cref="ScheduleKind.Linear"/>.</summary>
    public int? Rounds { get; init; }

    /// <summary>What is left of the rate when the fall is over, 0 to 1; of <see cref="ScheduleKind.Cosine"/> and <see cref="ScheduleKind.Linear"/>.</summary>
    public double Minimum { get; init; }

    /// <summary>Rounds before the full rate, in which it rises in equal steps, 0 or more.</summary>
    public int Warmup { get; init; }
}
