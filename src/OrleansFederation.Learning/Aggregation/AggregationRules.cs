namespace OrleansFederation.Aggregation;

/// <summary>Every aggregation rule. A new one is a line here and a file of its name beside it.</summary>
public static class AggregationRules
{
    /// <summary>The rules in alphabetical order of their names.</summary>
    public static IReadOnlyList<IAggregationRule> All { get; } = [new FedAvg(), new FedNova(), new Median(), new QFedAvg()];

    /// <summary>Finds a rule by its name.</summary>
    /// <param name="name">The name, as <c>aggregation</c> in the spec has it.</param>
    /// <returns>The rule; null where there is none.</returns>
    public static IAggregationRule? Find(string name) => All.FirstOrDefault(rule => rule.Name == name);
}
