using OrleansFederation.Evaluation;
using OrleansFederation.Federations;

namespace OrleansFederation.CrossValidation;

/// <summary>A cross-validation that is done.</summary>
/// <param name="Spec">The federation's spec, as it was cross-validated.</param>
/// <param name="Options">How.</param>
/// <param name="Choice">The columns, and those that could not be had.</param>
/// <param name="Result">What it came to.</param>
/// <param name="Metric">The figure that is shown first.</param>
/// <param name="Trained">The federations that were trained for it now.</param>
/// <param name="Found">Those that had been trained before.</param>
internal sealed record ValidationOutcome(
    FederationSpec Spec, ValidationOptions Options, ColumnChoice Choice, ValidationResult Result, Figure Metric, int Trained, int Found)
{
    /// <summary>The figures that some cell has, the one that is shown first before the others.</summary>
    public IEnumerable<Figure> Known => Figure.All.Where(figure => Result.Cells.Any(cell => figure.Get(cell.Figures) is not null)).OrderBy(figure => figure != Metric);

    /// <summary>What is noted about the figures: what was left out, and folds in which something cannot be computed.</summary>
    public IEnumerable<string> Notes()
    {
        foreach (var (column, reason) in Choice.LeftOut)
        {
            yield return $"Without the column {ColumnNames.Label(column)}: {reason}.";
        }

        foreach (var cell in Result.Cells.Where(cell => cell.OneClassFolds > 0).DistinctBy(cell => cell.Site))
        {
            yield return $"{cell.Site}: in {cell.OneClassFolds} of {cell.Folds.Count} folds all examples have one class; they take no part in AUROC and AUPRC, nor in the spread of balanced accuracy and macro-F1.";
        }
    }
}
