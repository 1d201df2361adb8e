namespace OrleansFederation.Rounds;

/// <summary>What became of a contributor's update.</summary>
/// <param name="Weight">Its weight in the aggregate; null where the rule works number by number.</param>
/// <param name="Score">The figure by which the rule judged it; null where it judges none.</param>
/// <param name="Norm">Its Euclidean norm; null where the receipt has none.</param>
internal sealed record Judgement(double? Weight, double? Score, double? Norm);
