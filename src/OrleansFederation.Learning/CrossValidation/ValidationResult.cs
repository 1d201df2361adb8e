using OrleansFederation.Evaluation;

namespace OrleansFederation.CrossValidation;

/// <summary>What a cross-validation came to.</summary>
/// <param name="Sites">The sites, in their order.</param>
/// <param name="Columns">The columns, in their order.</param>
/// <param name="Cells">The figures by column and site, and of each column the mean over sites, named <see cref="MeanOverSites.Name"/>, where there are several.</param>
/// <param name="Comparisons">The federation beside every other column, at each site and by the mean over them; empty where it was not among them.</param>
public sealed record ValidationResult(
    IReadOnlyList<string> Sites, IReadOnlyList<ValidationColumn> Columns, IReadOnlyList<ValidationCell> Cells, IReadOnlyList<ValidationComparison> Comparisons)
{
    /// <summary>Computes the result.</summary>
    /// <param name="tests">The tests of all folds.</param>
    /// <param name="options">How the federation was cross-validated.</param>
    /// <exception cref="FormatException">Where tallies are malformed.</exception>
    public static ValidationResult Of(IReadOnlyList<FoldTest> tests, ValidationOptions options)
    {
        ArgumentNullException.ThrowIfNull(tests);
        ArgumentNullException.ThrowIfNull(options);
        string[] sites = [.. tests.Select(test => test.Site).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        List<ValidationCell> cells = [.. tests.GroupBy(test => (test.Column, test.Site)).Select(cell => Cell(cell.Key.Column, cell.Key.Site, [.. cell], options))];
        if (options.Columns.Contains(ValidationColumn.Majority))
        {
            cells.AddRange(sites.Select(site => Majority(site, tests, options)).OfType<ValidationCell>());
        }

        cells.AddRange(cells.GroupBy(cell => cell.Column).Where(column => column.Count() == sites.Length).Select(column => MeanOverSites.Of([.. column], options.Folds)).OfType<ValidationCell>().ToList());
        cells = [.. cells.OrderBy(cell => cell.Column).ThenBy(cell => cell.Site, StringComparer.Ordinal)];
        return new(sites, [.. cells.Select(cell => cell.Column).Distinct()], cells, [.. Compare(cells, options)]);
    }

    /// <summary>The sites and, where there are several, the mean over them.</summary>
    public IReadOnlyList<string> Rows => Cells.Any(cell => cell.Site == MeanOverSites.Name) ? [.. Sites, MeanOverSites.Name] : Sites;

    /// <summary>Finds a cell; null where the column has no figures at the site.</summary>
    /// <param name="column">The column.</param>
    /// <param name="site">The site, or <see cref="MeanOverSites.Name"/>.</param>
    public ValidationCell? Find(ValidationColumn column, string site) => Cells.FirstOrDefault(cell => cell.Column == column && cell.Site == site);

    private static ValidationCell Cell(ValidationColumn column, string site, FoldTest[] tests, ValidationOptions options)
    {
        var ordered = tests.OrderBy(test => test.Repeat).ThenBy(test => test.Fold).ToArray();
        var repeats = ordered.GroupBy(test => test.Repeat).Select(repeat => repeat.Select(test => test.Metrics with { Figures = null }).Aggregate((sum, part) => sum.Merge(part))).ToArray();
        var cell = ValidationCell.Of(
            column,
            site,
            repeats.Max(repeat => repeat.Examples),
            [.. ordered.Select(test => new FoldFigures(test.Repeat, test.Fold, EvaluationSummary.Of(test.Metrics), HasOneClass(test.Metrics)))],
            [.. repeats.Select(EvaluationSummary.Of)],
            options.Folds);
        return cell with { Own = OwnEstimates.Of([.. ordered.Select(test => test.Metrics)], repeats, options.Folds) };
    }

    private static bool HasOneClass(Metrics metrics) =>
        metrics.Tallies is { } tallies && ConfusionMatrix.Of(tallies) is { } matrix && Enumerable.Range(0, matrix.Classes).Count(k => matrix.Of(k) > 0) < 2;

    private static ValidationCell? Majority(string site, IReadOnlyList<FoldTest> tests, ValidationOptions options)
    {
        // Whatever the model, the same examples are tested; one column is enough.
        var own = tests.Where(test => test.Site == site).ToList();
        return MajorityClass.Of(site, [.. own.Where(test => test.Column == own[0].Column).Select(test => (test.Repeat, test.Fold, test.Metrics))], options.Folds);
    }

    private static IEnumerable<ValidationComparison> Compare(List<ValidationCell> cells, ValidationOptions options)
    {
        foreach (var own in cells.Where(cell => cell.Column == ValidationColumn.Federated))
        {
            foreach (var other in cells.Where(cell => cell.Column != ValidationColumn.Federated && cell.Site == own.Site))
            {
                foreach (var figure in Figure.All.Where(figure => figure.Get(own.Figures) is not null && figure.Get(other.Figures) is not null))
                {
                    var others = other.Scores(figure).ToDictionary(each => (each.Repeat, each.Fold), each => each.Score);
                    double[] differences = [.. own.Scores(figure).Where(each => others.ContainsKey((each.Repeat, each.Fold))).Select(each => each.Score - others[(each.Repeat, each.Fold)])];
                    yield return new(
                        own.Site, figure.Name, other.Column, CorrectedInterval.Mean(differences, options.Folds),
                        Comparison.Of(figure.Get(own.Figures), figure.Get(other.Figures), figure.HigherIsBetter));
                }
            }
        }
    }
}
