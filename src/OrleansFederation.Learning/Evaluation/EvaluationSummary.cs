namespace OrleansFederation.Evaluation;

/// <summary>Computes the figures that follow from what was merged.</summary>
public static class EvaluationSummary
{
    /// <summary>Gives the figures: those that were computed before, or all that can be computed.</summary>
    /// <param name="metrics">What was merged.</param>
    /// <exception cref="FormatException">Where tallies are malformed.</exception>
    public static EvaluationFigures Of(Metrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return metrics.Figures ?? (metrics.Examples == 0 ? EvaluationFigures.None : metrics.Correct is { } correct ? Classification(metrics, correct) : Regression(metrics));
    }

    /// <summary>Puts the figures in the place of what they follow from, which is larger.</summary>
    /// <param name="metrics">What was merged.</param>
    /// <exception cref="FormatException">Where tallies are malformed.</exception>
    public static Metrics Condense(Metrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return metrics with { Figures = Of(metrics), Tallies = null };
    }

    private static EvaluationFigures Classification(Metrics metrics, long correct)
    {
        var figures = new EvaluationFigures
        {
            Accuracy = WilsonInterval.Of(correct, metrics.Examples),
            LogLoss = metrics.Tallies is { } sums ? NormalInterval.Mean(metrics.Examples, metrics.LossSum, sums.LossSquareSum) : new(metrics.Loss),
        };
        if (metrics.Tallies is not { } tallies)
        {
            return figures;
        }

        var matrix = ConfusionMatrix.Of(tallies);
        var unknown = tallies.NotFinite > 0 ? new Estimate(double.NaN) : null;
        var scores = unknown is null ? ScoreHistogram.Of(tallies) : [];
        return figures with
        {
            BalancedAccuracy = matrix is null ? null : BalancedAccuracy.Of(matrix),
            MacroF1 = matrix is null ? null : MacroF1.Of(matrix),
            Auroc = unknown ?? Auroc.Of(scores),
            Auprc = unknown ?? Auprc.Of(scores),
            Brier = unknown ?? BrierScore.Of(tallies),
            CalibrationError = unknown ?? CalibrationError.Of(tallies),
        };
    }

    private static EvaluationFigures Regression(Metrics metrics) => new()
    {
        MeanAbsoluteError = RegressionError.MeanAbsolute(metrics),
        RootMeanSquaredError = RegressionError.RootMeanSquared(metrics),
        RSquared = RegressionError.RSquared(metrics),
    };
}
