namespace OrleansFederation.Aggregation;

/// <summary>
/// Makes one vector of the updates of a round. A linear rule is an <see cref="ILinearRule"/>: its updates are folded where they were made,
/// in memory that does not grow with the number of clients. One that needs all updates is an <see cref="IBlockRule"/>. A new rule is a file here and a line in <see cref="AggregationRules"/>.
/// </summary>
public interface IAggregationRule
{
    /// <summary>The name in the spec, for example <c>fedavg</c>: lower case.</summary>
    string Name { get; }

    /// <summary>What the rule does and when to choose it, in one sentence, for people.</summary>
    string Description { get; }

    /// <summary>Whether the aggregate is a weighted sum of the updates, so that it can be folded site by site.</summary>
    bool IsLinear { get; }
}
