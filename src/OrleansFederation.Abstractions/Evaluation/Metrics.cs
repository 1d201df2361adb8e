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

    /// <summary>What else merges; null where it is not known of all examples, or was left behind because it is large.</summary>
    [Id(3)] public Tallies? Tallies { get; init; }

    /// <summary>The figures that follow, with their intervals; null before they are computed.</summary>
    [Id(4)] public EvaluationFigures? Figures { get; init; }

    /// <summary>What plugins counted; null where they are not known of all examples, or there are none.</summary>
    [Id(5)] public IReadOnlyList<OwnSums>? Own { get; init; }

    /// <summary>The mean loss; NaN over no example.</summary>
    public double Loss => LossSum / Examples;

    /// <summary>The share of correct answers, 0 to 1; null where there is none.</summary>
    public double? Accuracy => Correct is { } correct && Examples > 0 ? (double)correct / Examples : null;

    /// <summary>Adds two sets of figures. What follows from them is to be computed again.</summary>
    /// <param name="other">The figures to add.</param>
    /// <exception cref="FormatException">Where tallies are malformed.</exception>
    public Metrics Merge(Metrics other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(Examples + other.Examples, LossSum + other.LossSum, Correct is { } a && other.Correct is { } b ? a + b : null)
        {
            Tallies = Examples == 0 ? other.Tallies : other.Examples == 0 ? Tallies : Tallies is { } own && other.Tallies is { } others ? own.Merge(others) : null,
            Own = Examples == 0 ? other.Own : other.Examples == 0 ? Own : OwnSums.Merge(Own, other.Own),
        };
    }
}
