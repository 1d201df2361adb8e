using System.Globalization;
using OrleansFederation.Data;
using OrleansFederation.Evaluation;
using OrleansFederation.Federations;
using OrleansFederation.Output;
using OrleansFederation.Rounds;

namespace OrleansFederation.Reports;

/// <summary>What a report says. It holds no time of its own making: the same federation gives the same report.</summary>
internal static class ReportContent
{
    private const int MostClassesShown = 20;

    /// <summary>Gives the parts.</summary>
    /// <param name="data">What is known.</param>
    public static IEnumerable<ReportPart> Of(ReportData data)
    {
        var federation = data.Federation;
        yield return new HeadingPart(federation.Name, IsTitle: true);
        if (data.Facts.Description is { Length: > 0 } description)
        {
            yield return new TextPart(description);
        }

        yield return new TablePart(["", ""], [.. Facts(federation, data.Last, data.Rounds)]);
        if (data.Last is not { } last)
        {
            yield return new TextPart("No round is committed yet.");
            yield break;
        }

        foreach (var part in Results(data, last).Concat(Spec(federation)))
        {
            yield return part;
        }
    }

    private static IEnumerable<IReadOnlyList<string>> Facts(FederationView federation, RoundReport? last, IReadOnlyList<RoundReport> rounds)
    {
        yield return ["status", $"{Figures.Word(federation.Status)}, {federation.Round} of {federation.Rounds} rounds committed"];
        yield return ["model", federation.Version is { } version ? $"{federation.Model} v{version}" : federation.Model];
        yield return ["owner", federation.Owner];
        yield return ["created", Figures.Iso(federation.CreatedAt)];
        yield return ["spec, SHA-256", federation.Spec.Digest];
        if (last?.Digest is { } digest)
        {
            yield return ["parameters, SHA-256", digest];
        }

        if (rounds.Where(round => round.Staleness is not null).ToArray() is { Length: > 0 } late)
        {
            yield return ["staleness of updates", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{late.Average(round => round.Staleness!.Value):0.##} rounds in the mean, at most {late.Max(round => round.MostStaleness)}")];
        }

        if (rounds.Sum(round => round.Flagged) is > 0 and var flagged)
        {
            yield return ["flagged by their scores", $"{Figures.Count(flagged)} updates in {Figures.Count(rounds.Count(round => round.Flagged > 0))} rounds"];
        }

        if (rounds.Sum(round => round.BytesUp) is > 0 and var sent)
        {
            yield return ["sent by clients", $"{Figures.Bytes(sent)}, and {Figures.Bytes(rounds.Sum(round => round.BytesDown))} to them"];
        }
    }

    private static IEnumerable<ReportPart> Results(ReportData data, RoundReport last)
    {
        var measure = Headline.Of(data.Facts);
        var overall = EvaluationTables.Columns(last);
        Figure[] shown = [.. Figure.All.Where(figure => overall.Any(column => figure.Get(column.Figures) is not null))];
        if (shown.Length == 0)
        {
            yield return new TextPart("The spec asks for no test.");
            yield break;
        }

        yield return new HeadingPart($"Results after round {last.Round}");
        yield return new TablePart(["figure", .. overall.Select(column => column.Name)], [.. shown.Select(figure => Row(figure.Label, overall.Select(column => figure.Get(column.Figures))))]);
        yield return new TextPart($"With intervals of 95 %. {Examples(last)}");
        if (SpreadTables.Rows(last) is { Count: > 0 } spread)
        {
            yield return new TablePart(["over clients", "clients", "mean", "worst tenth", "variance"], spread);
        }

        var tests = OwnFigures.Tests(last);
        if (OwnFigures.Names(tests.Select(test => (Metrics?)test.Metrics)) is { Length: > 0 } names)
        {
            yield return new TablePart(["own figure", .. tests.Select(test => test.Name)], [.. names.Select(name => (string[])[name, .. tests.Select(test => Figures.Ratio(OwnFigures.Get(test.Metrics, name)) ?? "–")])]);
        }

        foreach (var part in Beside(data, last, measure))
        {
            yield return part;
        }

        if (last.Sites.Count > 1)
        {
            yield return new HeadingPart($"By {EvaluationTables.Noun(last, plural: false)}");
            EvaluationFigures[] sites = [.. last.Sites.Select(site => EvaluationTables.FiguresOf(site.Metrics))];
            Figure[] known = [.. shown.Where(figure => sites.Any(site => figure.Get(site) is not null))];
            yield return new TablePart(
                [EvaluationTables.Noun(last, plural: false), "examples", .. known.Select(figure => figure.Label)],
                [.. last.Sites.Select((site, i) => (string[])[site.Site, Figures.Count(site.Metrics.Examples), .. known.Select(figure => Text(figure.Get(sites[i])))])]);
            foreach (var chart in ReportCharts.Sites(last, known.FirstOrDefault(figure => figure.Name == "auroc") ?? measure))
            {
                yield return chart;
            }
        }

        foreach (var part in ClientData(last))
        {
            yield return part;
        }

        ChartPart[] curves = [.. ReportCharts.Learning(data.Rounds, measure), .. ReportCharts.Ranking(last), .. ReportCharts.Reliability(last)];
        if (curves.Length > 0)
        {
            yield return new HeadingPart("Curves");
        }

        foreach (var part in curves.Concat(Confusion(last)))
        {
            yield return part;
        }

        yield return new HeadingPart("How the figures are computed");
        foreach (var text in Conventions(last))
        {
            yield return new TextPart(text);
        }
    }

    private static IEnumerable<ReportPart> ClientData(RoundReport last)
    {
        ClientReport[] clients = [.. last.Clients.Where(client => client.Data is not null)];
        if (clients.Length == 0)
        {
            yield break;
        }

        yield return new HeadingPart("What reading the data found");
        yield return new TablePart(
            ["client", "kept", "dropped", "missing values", "classes without an example"],
            [.. clients.Select(client => (string[])[client.Client, Figures.Count(client.Data!.Examples), DataText.Dropped(client.Data), DataText.Missing(client.Data), DataText.Absent(client.Data)])]);
        yield return new TextPart("Counts over all parts of each client's data, reported by its site: no value is among them. A class without an example is no error: the client trains and tests on the others.");
    }

    private static IEnumerable<ReportPart> Beside(ReportData data, RoundReport last, Figure measure)
    {
        if (data.Baselines.Count == 0 || Headline.Last([last], measure) is not { } own)
        {
            yield break;
        }

        yield return new HeadingPart("Beside other trainings");
        yield return new TablePart(
            ["training", measure.Label, "federated is"],
            [
                ["federated", Text(own), ""],
                .. data.Baselines.Select(baseline => (baseline.What, Figure: Headline.Last(baseline.Rounds, measure)))
                    .Select(baseline => (string[])[baseline.What, Text(baseline.Figure), Comparison.Text(Comparison.Of(own, baseline.Figure, measure.HigherIsBetter))]),
            ]);
        yield return new TextPart("Better or worse is said only where the intervals do not overlap.");
    }

    private static IEnumerable<ReportPart> Confusion(RoundReport last)
    {
        foreach (var (name, tallies) in ReportCharts.Tests(last).Take(1))
        {
            if (ConfusionMatrix.Of(tallies) is { Classes: <= MostClassesShown } matrix)
            {
                int[] classes = [.. Enumerable.Range(0, matrix.Classes)];
                yield return new HeadingPart($"Confusion matrix of the {name}");
                yield return new TablePart(
                    ["true \\ predicted", .. classes.Select(k => k.ToString(CultureInfo.InvariantCulture)), "all"],
                    [.. classes.Select(truth => (string[])[truth.ToString(CultureInfo.InvariantCulture), .. classes.Select(k => Figures.Count(matrix[truth, k])), Figures.Count(matrix.Of(truth))])]);
            }
        }
    }

    private static IEnumerable<string> Conventions(RoundReport last)
    {
        if (last.Central?.Correct is null && last.Federated?.Correct is null)
        {
            yield return "MAE and RMSE have intervals by the normal approximation; R² is 1 − SSE/SST over all targets, without an interval.";
        }
        else
        {
            yield return "Accuracy has Wilson's interval. Balanced accuracy is the mean recall of the classes that have examples, its interval Wilson's of the recalls combined by squares. Macro-F1 is over the classes that appear among truths or answers, its interval by the delta method. Log loss and Brier have intervals by the normal approximation.";
            yield return $"AUROC and AUPRC are counted on a grid of log odds that is the same at every site{Grid(last)}; of more than two classes they are means of one against the rest, over classes with examples of both kinds. AUROC has DeLong's interval in log odds, AUPRC that of Boyd, Eng and Page; of such means the interval is as wide as the mean of the classes'. ECE is over 15 bins of equal width and has no interval.";
        }

        if (SpreadTables.Rows(last).Count > 0)
        {
            yield return $"Over clients each counts the same, however many examples it tested{(last.SharedSpread is null ? "" : ", with its own model or with the shared one")}. The worst tenth is the mean of the tenth of the clients, rounded up, for which the figure is worst; the variance is of these clients, divided by their number.";
        }

        if (last.Sites.Count > 1)
        {
            yield return $"Figures over all examples weigh every example the same. Means over {EvaluationTables.Noun(last)} weigh each of them the same, with Student's interval over them.";
        }
    }

    private static string Grid(RoundReport last) =>
        EvaluationTables.Columns(last).Select(column => column.Figures.Auroc?.GridError).OfType<double>().DefaultIfEmpty(0).Max() is var error && error > 0
            ? string.Create(CultureInfo.InvariantCulture, $", so that AUROC is off by at most {error:0.00000}")
            : "";

    private static IEnumerable<ReportPart> Spec(FederationView federation)
    {
        yield return new HeadingPart("Spec");
        yield return new TablePart(["key", "value"], [.. SpecPaths.Of(federation.Spec).Select(path => (string[])[path.Key, path.Value])]);
    }

    private static string Examples(RoundReport last) => string.Join(' ', new[]
    {
        last.Central is { } central ? $"The central test has {Figures.Count(central.Examples)} examples." : null,
        last.Federated is { } federated ? $"The clients' tests have {Figures.Count(federated.Examples)}." : null,
    }.OfType<string>());

    private static string[] Row(string name, IEnumerable<Estimate?> cells) => [name, .. cells.Select(Text)];

    private static string Text(Estimate? estimate) => EstimateText.Of(estimate) ?? "–";
}
