namespace OrleansFederation.Evaluation;

/// <summary>The figures of an evaluation, each with its interval; null where it has no meaning or could not be computed.</summary>
[GenerateSerializer, Immutable, Alias("of.evaluation-figures")]
public sealed record EvaluationFigures
{
    /// <summary>No figures.</summary>
    public static EvaluationFigures None { get; } = new();

    /// <summary>The share of correct answers, 0 to 1.</summary>
    [Id(0)] public Estimate? Accuracy { get; init; }

    /// <summary>The mean of the classes' recalls, 0 to 1.</summary>
    [Id(1)] public Estimate? BalancedAccuracy { get; init; }

    /// <summary>The mean of the classes' F1, 0 to 1.</summary>
    [Id(2)] public Estimate? MacroF1 { get; init; }

    /// <summary>The area under the receiver operating characteristic, 0 to 1.</summary>
    [Id(3)] public Estimate? Auroc { get; init; }

    /// <summary>The area under the precision-recall curve, 0 to 1.</summary>
    [Id(4)] public Estimate? Auprc { get; init; }

    /// <summary>The mean of −log of the true class's probability, 0 or more.</summary>
    [Id(5)] public Estimate? LogLoss { get; init; }

    /// <summary>The mean squared error of probabilities: 0 to 1 of two classes, 0 to 2 of more.</summary>
    [Id(6)] public Estimate? Brier { get; init; }

    /// <summary>The expected calibration error, 0 to 1.</summary>
    [Id(7)] public Estimate? CalibrationError { get; init; }

    /// <summary>The mean absolute error, in units of the target.</summary>
    [Id(8)] public Estimate? MeanAbsoluteError { get; init; }

    /// <summary>The root of the mean squared error, in units of the target.</summary>
    [Id(9)] public Estimate? RootMeanSquaredError { get; init; }

    /// <summary>The share of the targets' variance that is explained, at most 1.</summary>
    [Id(10)] public Estimate? RSquared { get; init; }
}
