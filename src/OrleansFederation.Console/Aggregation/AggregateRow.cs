namespace OrleansFederation.Aggregation;

/// <summary>What became of one file.</summary>
/// <param name="File">The file as it was named.</param>
/// <param name="Examples">The examples behind it.</param>
/// <param name="Weight">Its weight; null where the rule works number by number on all.</param>
/// <param name="Score">The figure by which the rule judged it; null where the rule judges none.</param>
/// <param name="Norm">The norm of the update.</param>
/// <param name="Distance">How far the update is from the aggregate.</param>
internal sealed record AggregateRow(string File, long Examples, double? Weight, double? Score, double Norm, double Distance);
