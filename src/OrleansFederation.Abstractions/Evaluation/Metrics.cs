namespace OrleansFederation.Evaluation;

/// <summary>Evaluation figures that merge: sums over examples, so that any grouping of clients gives the same totals.</summary>
/// <param name="Examples">The number of examples evaluated.</param>
/// <param name="LossSum">The sum of the losses of all examples.</param>
/// <param name="Correct">The number of examples classified correctly; null where the loss is not a classification's.</param>
[GenerateSerializer, Immutable, Alias("of.metrics")]
public sealed record Metrics([property: Id(0)] long Examples, [property: Id(1)] double LossSum, [property: Id(2)] long? Correct)
{
    /// <summary>Figures over no example.</summary>
    public static Metrics None { get; } = new(0, 0, 0);

    /// <summary>The mean loss; NaN over no example.</summary>
    public double Loss => LossSum / Examples;

    /// <summary>The share of correct answers, 0 to 1; null where there is none.</summary>
    public double? Accuracy => Correct is { } correct && Examples > 0 ? (double)correct / Examples : null;

    /// <summary>Adds two sets of figures.</summary>
    /// <param name="other">The figures to add.</param>
    public Metrics Merge(Metrics other) =>
        new(Examples + other.Examples, LossSum + other.LossSum, Correct is { } a && other.Correct is { } b ? a + b : null);
}
