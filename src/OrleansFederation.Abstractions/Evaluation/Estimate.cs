namespace OrleansFederation.Evaluation;

/// <summary>A figure with its confidence interval of 95 %.</summary>
/// <param name="Value">The figure; NaN where the model gave numbers that are not finite.</param>
/// <param name="Low">The interval's lower end; null where none is known.</param>
/// <param name="High">The interval's upper end; null where none is known.</param>
[GenerateSerializer, Immutable, Alias("of.estimate")]
public sealed record Estimate([property: Id(0)] double Value, [property: Id(1)] double? Low = null, [property: Id(2)] double? High = null)
{
    /// <summary>The most by which the figure differs from that of the scores themselves, where it is of scores counted on a grid.</summary>
    [Id(3)] public double? GridError { get; init; }
}
