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
        Dictionary<string, double> arguments = new(StringComparer.Ordinal);
        foreach (var (place, argument) in (AggregationRules.Find(name)?.Arguments ?? []).Index())
        {
            var alone = place == 0 ? given.Number : null;
            arguments[argument.Name] = alone ?? given[argument.Name].Number ?? argument.Default ?? argument.Minimum;
        }

        return new(name, arguments);
    }
}
