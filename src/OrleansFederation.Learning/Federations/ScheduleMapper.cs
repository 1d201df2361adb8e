using OrleansFederation.Schedules;

namespace OrleansFederation.Federations;

/// <summary>Maps the course of a rate.</summary>
internal static class ScheduleMapper
{
    /// <summary>Maps it.</summary>
    /// <param name="schedule">Such as <c>constant</c>, <c>{exponential: 0.99}</c> or <c>{cosine: {minimum: 0.1, warmup: 5}}</c>.</param>
    public static ScheduleSpec Map(SpecValue schedule)
    {
        var standard = ScheduleSpec.Constant;
        var (name, given) = schedule.First ?? ("constant", default);
        var mapped = standard with { Warmup = given["warmup"].Whole ?? standard.Warmup };
        return name switch
        {
            "step" => mapped with { Kind = ScheduleKind.Step, Every = Math.Max(1, given["every"].Whole ?? 1), Factor = given["factor"].Number ?? 1 },
            "exponential" => mapped with { Kind = ScheduleKind.Exponential, Factor = given.Number ?? given["factor"].Number ?? 1 },
            "cosine" => Fall(ScheduleKind.Cosine),
            "linear" => Fall(ScheduleKind.Linear),
            _ => mapped,
        };

        ScheduleSpec Fall(ScheduleKind kind) => mapped with { Kind = kind, Rounds = given["rounds"].Whole, Minimum = given["minimum"].Number ?? standard.Minimum };
    }
}
