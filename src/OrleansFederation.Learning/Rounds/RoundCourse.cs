using OrleansFederation.Aggregation;
using OrleansFederation.Federations;
using OrleansFederation.Schedules;

namespace OrleansFederation.Rounds;

/// <summary>What moves from round to round, as one round has it: a function of the spec and of the round's plan.</summary>
public static class RoundCourse
{
    /// <summary>The aggregation rule's arguments: the spec's or, where they move, the plan's. One that is the clients' learning rate follows their schedule.</summary>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="plan">The round's plan.</param>
    public static AggregationSpec Aggregation(FederationSpec spec, RoundPlan plan)
    {
        var settings = plan.Aggregation is { } moved ? spec.Aggregation with { Arguments = moved } : spec.Aggregation;
        return AggregationRules.Find(settings.Rule)?.ClientRate is { } rate && spec.Training.Schedule != ScheduleSpec.Constant
            ? settings with { Arguments = new Dictionary<string, double>(settings.Arguments) { [rate] = settings[rate] * Factor(spec, spec.Training.Schedule, plan) } }
            : settings;
    }

    /// <summary>All that moves, by its name in reports; empty where nothing does.</summary>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="plan">The round's plan.</param>
    public static IReadOnlyDictionary<string, double> Of(FederationSpec spec, RoundPlan plan)
    {
        SortedDictionary<string, double> course = new(StringComparer.Ordinal);
        if (spec.Training.Schedule != ScheduleSpec.Constant)
        {
            course["learningRate"] = spec.Training.LearningRate * Factor(spec, spec.Training.Schedule, plan);
        }

        if (spec.Server is { } server && server.Schedule != ScheduleSpec.Constant)
        {
            course["serverRate"] = server["learningRate"] * Factor(spec, server.Schedule, plan);
        }

        if (spec.Training.Proximal is { Adaptive: true } proximal)
        {
            course["mu"] = plan.Proximal ?? proximal.Mu;
        }

        if (AggregationRules.Find(spec.Aggregation.Rule) is IAdaptiveRule)
        {
            course["bound"] = Aggregation(spec, plan)["bound"];
        }

        return course;
    }

    private static double Factor(FederationSpec spec, ScheduleSpec schedule, RoundPlan plan) => RateSchedule.At(schedule, plan.Number, spec.Rounds);
}
