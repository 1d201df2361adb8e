using OrleansFederation.Aggregation;

namespace OrleansFederation.Federations;

/// <summary>Maps the aggregation of a spec: a rule's name, or a rule with its arguments.</summary>
internal static class AggregationMapper
{
    /// <summary>Maps it.</summary>
    /// <param name="aggregation">Such as <c>median</c>, <c>{krum: 1}</c> or <c>{multikrum: {byzantine: 1, select: 5}}</c>.</param>
    public static AggregationSpec Map(SpecValue aggregation)
    {
        var (name, given) = aggregation.First ?? (aggregation.Text ?? AggregationSpec.FedAvg.Rule, default);
        return new(name, ArgumentMapper.Map(AggregationRules.Find(name)?.Arguments ?? [], given));
    }
}
