namespace OrleansFederation.Aggregation;

/// <summary>How the updates of a round become one vector.</summary>
/// <param name="Rule">The name of the aggregation rule.</param>
/// <param name="Arguments">Its arguments by name, all of them: what the spec leaves out has its default.</param>
public sealed record AggregationSpec(string Rule, IReadOnlyDictionary<string, double> Arguments)
{
    /// <summary>Federated averaging without a cap on weights.</summary>
    public static AggregationSpec FedAvg { get; } = new("fedavg", new Dictionary<string, double> { ["cap"] = 1 });

    /// <summary>The value of an argument.</summary>
    /// <param name="argument">Its name; one that the rule declares.</param>
    public double this[string argument] => Arguments[argument];
}
