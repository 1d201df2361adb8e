using OrleansFederation.Evaluation;

namespace OrleansFederation.CrossValidation;

/// <summary>
/// What a column came to at one site. In each repeat every example is tested once: the tallies of its folds are merged, and a figure is the
/// mean of the repeats' figures. AUROC and AUPRC are the mean over folds instead, those with examples of both kinds: merged they would rank
/// scores of different models against each other, which is biased downwards where a class is rare (Forman and Scholz 2010). The interval
/// reaches as far as the wider of two does at each end: <see cref="CorrectedInterval"/> about the figure, by the folds' scores; and the
/// merged tallies' own (Wilson's, DeLong's and so on, as <see cref="EvaluationSummary"/> says), its ends averaged over the repeats, which
/// does not shrink with more repeats of the same examples and does not vanish where all folds agree.
/// </summary>
/// <param name="Column">The column.</param>
/// <param name="Site">The site.</param>
/// <param name="Examples">The examples that each repeat tests.</param>
/// <param name="Figures">The figures.</param>
/// <param name="Merged">AUROC and AUPRC of the merged tallies, means over repeats, to compare with; other figures are left out.</param>
/// <param name="Folds">The figures of each fold, by repeat and fold.</param>
public sealed record ValidationCell(
    ValidationColumn Column, string Site, long Examples, EvaluationFigures Figures, EvaluationFigures Merged, IReadOnlyList<FoldFigures> Folds)
{
    private static readonly string[] Rankings = ["auroc", "auprc"];
    private static readonly string[] OfClasses = ["auroc", "auprc", "balancedAccuracy", "macroF1"];

    /// <summary>The figures that plugins count, by name; empty without plugins, and of means over sites.</summary>
    public IReadOnlyDictionary<string, Estimate> Own { get; init; } = new Dictionary<string, Estimate>();

    /// <summary>The folds whose examples all have one class: they take no part in rankings, nor in the spread of what is a mean over classes.</summary>
    public int OneClassFolds => Folds.Count(fold => fold.HasOneClass);

    /// <summary>Gives the score of a figure in each fold that has one.</summary>
    /// <param name="figure">The figure.</param>
    public IEnumerable<(int Repeat, int Fold, double Score)> Scores(Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        return Folds.Where(fold => !fold.HasOneClass || !OfClasses.Contains(figure.Name))
            .Where(fold => figure.Get(fold.Figures) is not null)
            .Select(fold => (fold.Repeat, fold.Fold, figure.Get(fold.Figures)!.Value));
    }

    /// <summary>Computes a cell.</summary>
    /// <param name="column">The column.</param>
    /// <param name="site">The site.</param>
    /// <param name="examples">The examples that each repeat tests.</param>
    /// <param name="folds">The figures of each fold.</param>
    /// <param name="repeats">The figures of each repeat's merged tallies.</param>
    /// <param name="of">The number of folds of a repeat.</param>
    public static ValidationCell Of(ValidationColumn column, string site, long examples, IReadOnlyList<FoldFigures> folds, IReadOnlyList<EvaluationFigures> repeats, int of)
    {
        ArgumentNullException.ThrowIfNull(folds);
        ArgumentNullException.ThrowIfNull(repeats);
        ValidationCell cell = new(column, site, examples, EvaluationFigures.None, EvaluationFigures.None, [.. folds.OrderBy(fold => fold.Repeat).ThenBy(fold => fold.Fold)]);
        var (figures, merged) = (EvaluationFigures.None, EvaluationFigures.None);
        foreach (var figure in Figure.All)
        {
            if (Mean([.. repeats.Select(figure.Get).OfType<Estimate>()]) is not { } own)
            {
                continue;
            }

            double[] scores = [.. cell.Scores(figure).Select(each => each.Score)];
            var isRanking = Rankings.Contains(figure.Name);
            if (isRanking)
            {
                merged = figure.Set(merged, own);
            }

            if (!isRanking || scores.Length > 0)
            {
                figures = figure.Set(figures, Widened(figure, own, isRanking ? scores.Average() : own.Value, CorrectedInterval.Half(scores, of)));
            }
        }

        return cell with { Figures = figures, Merged = merged };
    }

    private static Estimate Widened(Figure figure, Estimate merged, double value, double? half)
    {
        // What has no interval of its own, such as ECE, is biased where folds are small: their spread would not be about it.
        if (merged is not { Low: { } low, High: { } high } || !double.IsFinite(value))
        {
            return new(value) { GridError = merged.GridError };
        }

        return new(value, Math.Max(figure.Least, Math.Min(low, value - (half ?? 0))), Math.Min(figure.Most, Math.Max(high, value + (half ?? 0)))) { GridError = merged.GridError };
    }

    private static Estimate? Mean(Estimate[] repeats) => repeats.Length == 0 ? null : new(
        repeats.Average(one => one.Value),
        repeats.All(one => one.Low is not null) ? repeats.Average(one => one.Low) : null,
        repeats.All(one => one.High is not null) ? repeats.Average(one => one.High) : null)
    {
        GridError = repeats.Max(one => one.GridError),
    };
}
