namespace OrleansFederation.Evaluation;

/// <summary>
/// What merges of an evaluation beyond loss and correct answers. All but the sums of regressions and of squared losses are integers,
/// bounded sums of fractions in units of 2⁻³⁰: any order and any grouping of clients gives the same bits.
/// </summary>
[GenerateSerializer, Immutable, Alias("of.tallies")]
public sealed record Tallies
{
    /// <summary>The most classes of which the confusion matrix is counted.</summary>
    public const int MostConfused = 100;

    /// <summary>The number of classes, 2 for one output that says yes or no; 0 for a regression.</summary>
    [Id(0)] public int Classes { get; init; }

    /// <summary>The bits of an octave of the grid on which scores are counted; 0 where they are not.</summary>
    [Id(1)] public int GridBits { get; init; }

    /// <summary>Examples by (true class · classes + predicted class); null where there are too many classes, or none.</summary>
    [Id(2)] public SparseCounts? Confusion { get; init; }

    /// <summary>Examples by (2 · class + 1 where the example is of it) · bins + bin of the class's score; of two classes only the second is counted.</summary>
    [Id(3)] public SparseCounts? Scores { get; init; }

    /// <summary>By (3 · bin of confidence): examples, sum of confidences in units of 2⁻³⁰, examples of the positive class (of two) or answered correctly.</summary>
    [Id(4)] public SparseCounts? Reliability { get; init; }

    /// <summary>The sum of the Brier scores in units of 2⁻³⁰.</summary>
    [Id(5)] public long BrierUnits { get; init; }

    /// <summary>The sum of their squares in units of 2⁻³⁰.</summary>
    [Id(6)] public long BrierSquareUnits { get; init; }

    /// <summary>Examples for which the model gave numbers that are not finite; they count in the confusion matrix and nowhere else.</summary>
    [Id(7)] public long NotFinite { get; init; }

    /// <summary>The sum of the squares of the losses.</summary>
    [Id(8)] public double LossSquareSum { get; init; }

    /// <summary>Sums of a regression; null for a classification.</summary>
    [Id(9)] public RegressionSums? Regression { get; init; }

    /// <summary>Adds two sets of tallies.</summary>
    /// <param name="other">The tallies to add.</param>
    /// <returns>Their sum; null where they are of different models and have none.</returns>
    /// <exception cref="FormatException">Where counts are malformed.</exception>
    public Tallies? Merge(Tallies other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Classes != other.Classes || GridBits != other.GridBits)
        {
            return null;
        }

        return new()
        {
            Classes = Classes,
            GridBits = GridBits,
            Confusion = Sum(Confusion, other.Confusion),
            Scores = Sum(Scores, other.Scores),
            Reliability = Sum(Reliability, other.Reliability),
            BrierUnits = checked(BrierUnits + other.BrierUnits),
            BrierSquareUnits = checked(BrierSquareUnits + other.BrierSquareUnits),
            NotFinite = checked(NotFinite + other.NotFinite),
            LossSquareSum = LossSquareSum + other.LossSquareSum,
            Regression = Regression is { } a && other.Regression is { } b ? a.Merge(b) : null,
        };
    }

    private static SparseCounts? Sum(SparseCounts? a, SparseCounts? b) => a is null || b is null ? null : a.Merge(b);
}
