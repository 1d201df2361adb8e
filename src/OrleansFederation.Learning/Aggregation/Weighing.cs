namespace OrleansFederation.Aggregation;

/// <summary>What a rule decided about the updates of a round.</summary>
/// <param name="Weights">The weight of each update in the aggregate; 0 where it is left out.</param>
/// <param name="Scores">The figure by which the rule judged each update, in the rule's own unit; empty where it judges none.</param>
public sealed record Weighing(IReadOnlyList<double> Weights, IReadOnlyList<double> Scores);
