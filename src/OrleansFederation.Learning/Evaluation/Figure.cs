namespace OrleansFederation.Evaluation;

/// <summary>One of the figures: what it is called, and which way is better.</summary>
/// <param name="Name">Its name for programs, in camel case.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="HigherIsBetter">Whether more of it is better.</param>
/// <param name="Least">The least that it can be.</param>
/// <param name="Most">The most that it can be.</param>
/// <param name="Get">Reads it.</param>
/// <param name="Set">Gives figures with it replaced.</param>
public sealed record Figure(
    string Name,
    string Label,
    bool HigherIsBetter,
    double Least,
    double Most,
    Func<EvaluationFigures, Estimate?> Get,
    Func<EvaluationFigures, Estimate?, EvaluationFigures> Set)
{
    /// <summary>All figures, in the order in which they are shown.</summary>
    public static IReadOnlyList<Figure> All { get; } =
    [
        new("accuracy", "accuracy", true, 0, 1, figures => figures.Accuracy, (figures, value) => figures with { Accuracy = value }),
        new("balancedAccuracy", "balanced accuracy", true, 0, 1, figures => figures.BalancedAccuracy, (figures, value) => figures with { BalancedAccuracy = value }),
        new("macroF1", "macro-F1", true, 0, 1, figures => figures.MacroF1, (figures, value) => figures with { MacroF1 = value }),
        new("auroc", "AUROC", true, 0, 1, figures => figures.Auroc, (figures, value) => figures with { Auroc = value }),
        new("auprc", "AUPRC", true, 0, 1, figures => figures.Auprc, (figures, value) => figures with { Auprc = value }),
        new("logLoss", "log loss", false, 0, double.PositiveInfinity, figures => figures.LogLoss, (figures, value) => figures with { LogLoss = value }),
        new("brier", "Brier", false, 0, 2, figures => figures.Brier, (figures, value) => figures with { Brier = value }),
        new("calibrationError", "ECE", false, 0, 1, figures => figures.CalibrationError, (figures, value) => figures with { CalibrationError = value }),
        new("meanAbsoluteError", "MAE", false, 0, double.PositiveInfinity, figures => figures.MeanAbsoluteError, (figures, value) => figures with { MeanAbsoluteError = value }),
        new("rootMeanSquaredError", "RMSE", false, 0, double.PositiveInfinity, figures => figures.RootMeanSquaredError, (figures, value) => figures with { RootMeanSquaredError = value }),
        new("rSquared", "R²", true, double.NegativeInfinity, 1, figures => figures.RSquared, (figures, value) => figures with { RSquared = value }),
    ];
}
