using OrleansFederation.Evaluation;
using OrleansFederation.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansFederation.CrossValidation;

/// <summary>Draws what a cross-validation came to.</summary>
internal static class ValidationTables
{
    /// <summary>The headings of a figure's table.</summary>
    public static IReadOnlyList<string> Headings(Figure figure) => ["site", "model", figure.Label, "federated less this", "federated is"];

    /// <summary>The rows of a figure's table: every column at every site, and the means over sites.</summary>
    public static IEnumerable<IReadOnlyList<string?>> Rows(ValidationResult result, Figure figure)
    {
        foreach (var site in result.Rows)
        {
            foreach (var cell in result.Columns.Select(column => result.Find(column, site)).OfType<ValidationCell>())
            {
                var beside = result.Comparisons.FirstOrDefault(one => one.Site == site && one.Other == cell.Column && one.Figure == figure.Name);
                yield return [site, ColumnNames.Label(cell.Column), EstimateText.Of(figure.Get(cell.Figures)), beside is null ? "" : EstimateText.Of(beside.Difference), beside is null ? "" : Comparison.Text(beside.Verdict)];
            }
        }
    }

    /// <summary>The names of the figures that plugins count.</summary>
    public static IReadOnlyList<string> OwnNames(ValidationResult result) => [.. result.Cells.SelectMany(cell => cell.Own.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The rows of a table of those figures, one column each.</summary>
    public static IEnumerable<IReadOnlyList<string?>> OwnRows(ValidationResult result, IReadOnlyList<string> names) => result.Sites.SelectMany(site => result.Cells
        .Where(cell => cell.Site == site && cell.Own.Count > 0)
        .Select(cell => (string?[])[site, ColumnNames.Label(cell.Column), .. names.Select(name => EstimateText.Of(cell.Own.GetValueOrDefault(name)))]));

    /// <summary>Draws the figure that is shown first, and what is to be known about it.</summary>
    public static IRenderable Of(ValidationOutcome outcome)
    {
        string? before = null;
        List<IReadOnlyList<Cell>> rows = [];
        foreach (var row in Rows(outcome.Result, outcome.Metric))
        {
            rows.Add([row[0] == before ? "" : row[0], row[1], row[2], row[3], row[4]]);
            before = row[0];
        }

        var (folds, repeats) = (outcome.Options.Folds, outcome.Options.Repeats);
        return new Rows(
            Block.Of(Line.Of($"{outcome.Spec.Name}: {outcome.Metric.Label} over {folds} folds, {repeats} {(repeats == 1 ? "time" : "times")}", Palette.Strong)),
            Listing.Table([.. Headings(outcome.Metric).Select((heading, i) => new Column(heading, Rank: i == 3 ? 1 : 0))], rows),
            Own(outcome.Result),
            Block.Of(
            [
                new Line(),
                Line.Of("Intervals of 95 %. Better or worse is said only where they do not overlap.", Palette.Quiet),
                .. outcome.Notes().Select(note => Line.Of(note, Palette.Quiet)),
            ]));
    }

    private static IRenderable Own(ValidationResult result)
    {
        var names = OwnNames(result);
        return names.Count == 0 ? Block.Of() : new Rows(
            Block.Of(new Line()),
            Listing.Table([new Column("site"), new Column("model"), .. names.Select((name, i) => new Column(name, Rank: i))], [.. OwnRows(result, names).Select(row => (Cell[])[.. row.Select(cell => (Cell)cell)])]));
    }
}
