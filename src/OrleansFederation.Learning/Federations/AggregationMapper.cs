using OrleansFederation.Aggregation;
using OrleansFederation.Training;

namespace OrleansFederation.Federations;

/// <summary>Maps the aggregation of a spec: a rule's name, or a rule with its arguments.</summary>
internal static class AggregationMapper
{
    /// <summary>Maps it.</summary>
    /// <param name="aggregation">Such as <c>median</c>, <c>{krum: 1}</c> or <c>{multikrum: {byzantine: 1, select: 5}}</c>.</param>
    /// <param name="training">Local training: one that needs the plain mean has it where nothing is written.</param>
    public static AggregationSpec Map(SpecValue aggregation, TrainingSpec training)
    {
        var standard = training is { Scaffold: false, Dynamic: null } ? AggregationSpec.FedAvg.Rule : Uniform.Rule;
        var (name, given) = aggregation.First ?? (aggregation.Text ?? standard, default);
        return new(name, ArgumentMapper.Map(AggregationRules.Find(name)?.Arguments ?? [], given));
    }
}
