using OrleansFederation.Evaluation;

namespace OrleansFederation.CrossValidation;

/// <summary>
/// The unweighted mean of a column's figures over sites: every site counts the same, however many examples it has. Only figures that all
/// sites have take part. The interval reaches as far as the wider of two does at each end: the sites' own intervals combined by the squares
/// of their distances, √Σ((vₛ − endₛ)/S)² (Zou and Donner 2008), and <see cref="CorrectedInterval"/> over the means of those folds in which
/// every site has the figure, since one model serves many sites.
/// </summary>
public static class MeanOverSites
{
    /// <summary>What stands in the place of a site's name; no site has such a name.</summary>
    public const string Name = "mean over sites";

    /// <summary>Gives the mean's cell; null of fewer than two sites.</summary>
    /// <param name="cells">The cells of one column, one a site.</param>
    /// <param name="of">The number of folds of a repeat.</param>
    public static ValidationCell? Of(IReadOnlyList<ValidationCell> cells, int of)
    {
        ArgumentNullException.ThrowIfNull(cells);
        if (cells.Count < 2)
        {
            return null;
        }

        Dictionary<(int Repeat, int Fold), EvaluationFigures> folds = [];
        var figures = EvaluationFigures.None;
        foreach (var figure in Figure.All.Where(figure => cells.All(cell => figure.Get(cell.Figures) is not null)))
        {
            foreach (var fold in cells.SelectMany(cell => cell.Scores(figure)).GroupBy(each => (each.Repeat, each.Fold)).Where(fold => fold.Count() == cells.Count))
            {
                folds[fold.Key] = figure.Set(folds.GetValueOrDefault(fold.Key, EvaluationFigures.None), new(fold.Average(each => each.Score)));
            }

            double[] means = [.. folds.Values.Select(figure.Get).OfType<Estimate>().Select(mean => mean.Value)];
            figures = figure.Set(figures, Mean(figure, [.. cells.Select(cell => figure.Get(cell.Figures)!)], CorrectedInterval.Half(means, of)));
        }

        return new(
            cells[0].Column, Name, cells.Sum(cell => cell.Examples), figures, EvaluationFigures.None,
            [.. folds.OrderBy(fold => fold.Key).Select(fold => new FoldFigures(fold.Key.Repeat, fold.Key.Fold, fold.Value, HasOneClass: false))]);
    }

    private static Estimate Mean(Figure figure, Estimate[] sites, double? half)
    {
        var mean = sites.Average(site => site.Value);
        if (!double.IsFinite(mean) || sites.Any(site => site is not { Low: not null, High: not null }))
        {
            return new(mean);
        }

        var below = Math.Sqrt(sites.Sum(site => Square(site.Value - site.Low!.Value))) / sites.Length;
        var above = Math.Sqrt(sites.Sum(site => Square(site.High!.Value - site.Value))) / sites.Length;
        return new(mean, Math.Max(figure.Least, mean - Math.Max(below, half ?? 0)), Math.Min(figure.Most, mean + Math.Max(above, half ?? 0)));
    }

    private static double Square(double value) => value * value;
}
