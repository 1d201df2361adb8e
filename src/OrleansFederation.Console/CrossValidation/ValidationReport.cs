using OrleansFederation.Evaluation;
using OrleansFederation.Federations;
using OrleansFederation.Output;
using OrleansFederation.Reports;

namespace OrleansFederation.CrossValidation;

/// <summary>What the report of a cross-validation says. It holds no time of its own making: the same cross-validation gives the same report.</summary>
internal static class ValidationReport
{
    /// <summary>Gives the parts.</summary>
    public static IEnumerable<ReportPart> Of(ValidationOutcome outcome)
    {
        var (spec, options, result) = (outcome.Spec, outcome.Options, outcome.Result);
        yield return new HeadingPart($"{spec.Name}, cross-validated", IsTitle: true);
        if (spec.Description is { Length: > 0 } description)
        {
            yield return new TextPart(description);
        }

        var document = CanonicalJson.Write(spec);
        yield return new TablePart(["", ""],
        [
            ["folds", Figures.Count(options.Folds)],
            ["repeats", Figures.Count(options.Repeats)],
            ["seed of the folds", options.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture)],
            ["rounds", Figures.Count(spec.Rounds)],
            ["federations", Figures.Count(outcome.Trained + outcome.Found)],
            ["spec, SHA-256", document.Digest],
        ]);
        foreach (var note in outcome.Notes())
        {
            yield return new TextPart(note);
        }

        foreach (var figure in outcome.Known)
        {
            yield return new HeadingPart(Sentence(figure.Label));
            yield return new TablePart(ValidationTables.Headings(figure), [.. ValidationTables.Rows(result, figure).Select(row => (string[])[.. row.Select(cell => cell ?? "–")])]);
            if (figure == outcome.Metric)
            {
                foreach (var chart in result.Rows.Index().Select(site => Bars(result, figure, site.Item, site.Index)).OfType<ChartPart>())
                {
                    yield return chart;
                }
            }
        }

        if (ValidationTables.OwnNames(result) is { Count: > 0 } names)
        {
            yield return new HeadingPart("Figures that plugins count");
            yield return new TablePart(["site", "model", .. names], [.. ValidationTables.OwnRows(result, names).Select(row => (string[])[.. row.Select(cell => cell ?? "–")])]);
        }

        yield return new HeadingPart("How the figures are computed");
        foreach (var text in Conventions(options))
        {
            yield return new TextPart(text);
        }

        yield return new HeadingPart("Spec");
        yield return new TablePart(["key", "value"], [.. SpecPaths.Of(document).Select(path => (string[])[path.Key, path.Value])]);
    }

    private static ChartPart? Bars(ValidationResult result, Figure figure, string site, int index)
    {
        (string Name, Estimate Figure)[] bars =
        [
            .. result.Columns.Select(column => (Name: ColumnNames.Label(column), Figure: result.Find(column, site) is { } cell ? figure.Get(cell.Figures) : null))
                .Where(bar => bar.Figure is not null).Select(bar => (bar.Name, bar.Figure!)),
        ];
        if (bars.Length == 0)
        {
            return null;
        }

        double[] ends = [.. bars.SelectMany(bar => new[] { bar.Figure.Value, bar.Figure.Low ?? bar.Figure.Value, bar.Figure.High ?? bar.Figure.Value }).Append(0)];
        var axis = figure.Most <= 1 && figure.Least >= 0 ? Axis.Share(figure.Label) : Axis.Around(ends, figure.Label, figure.Least, figure.Most);
        var (id, title) = ($"site-{index}", $"{Sentence(figure.Label)}, {site}");
        return new(id, $"{title}, with intervals of 95 %.", IntervalChart.Draw(id, title, axis, bars));
    }

    private static IEnumerable<string> Conventions(ValidationOptions options)
    {
        yield return "The examples of each site are dealt into folds, class by class and whole groups where the spec names a group; each repeat deals anew. Each fold is tested once with models that were trained, and whose preprocessing was fitted, on the other folds. Majority class: what most of the site's examples outside the fold are, answered always. Each site alone: a model of the site's own. All pooled: one model of all data in one place. Leave-one-site-out: the federation of all other sites, tested at the one that it has never seen.";
        yield return $"A figure is the mean over the repeats of that of the merged counts of a repeat's {options.Folds} folds. AUROC and AUPRC are means over folds that have examples of both kinds, since merged they would rank scores of different models against each other. Intervals of 95 % reach to the wider of two at each end: the corrected resampled t of Nadeau and Bengio over the folds' scores, t·s·√(1/m + 1/(k − 1)), and that of the merged counts themselves (Wilson's, DeLong's and so on). ECE has none.";
        yield return "The mean over sites weighs every site the same; its interval combines the sites' own by squares (Zou and Donner), or is the corrected one over the folds' means where that is wider.";
        yield return "Better or worse is said only where the intervals do not overlap. The difference is the mean of the folds' differences with its own corrected resampled interval; being of the same examples it may exclude 0 where the intervals overlap, and no claim is made of it.";
    }

    private static string Sentence(string label) => char.ToUpperInvariant(label[0]) + label[1..];
}
