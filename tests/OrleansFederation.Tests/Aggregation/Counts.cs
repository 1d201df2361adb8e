namespace OrleansFederation.Aggregation;

/// <summary>Weighs by counts alone.</summary>
internal static class Counts
{
    /// <summary>The weights that a rule with its defaults gives to clients of whom only the examples are known.</summary>
    public static double[] Weigh(this ILinearRule rule, params IEnumerable<long> examples) =>
        rule.Weigh([.. examples.Select(count => new UpdateFigures(count))], AggregationRules.Settings(rule));
}
