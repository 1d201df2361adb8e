using OrleansFederation.Output;
using OrleansFederation.Rounds;
using Spectre.Console.Rendering;

namespace OrleansFederation.Evaluation;

/// <summary>Draws the figures of a round: over all examples, over sites, over clients, and of each site.</summary>
internal static class EvaluationTables
{
    /// <summary>A table of the figures over all examples and of their means over sites; null where the round has no test.</summary>
    public static IRenderable? Overall(RoundReport round)
    {
        var columns = Columns(round);
        Figure[] shown = [.. Figure.All.Where(figure => columns.Any(column => figure.Get(column.Figures) is not null))];
        return shown.Length == 0
            ? null
            : Listing.Table(
                [new Column("figure"), .. columns.Select(column => new Column(column.Name))],
                [.. shown.Select(figure => (Cell[])[figure.Label, .. columns.Select(column => (Cell)EstimateText.Of(figure.Get(column.Figures)))])]);
    }

    /// <summary>What there is over all examples and over sites.</summary>
    public static IReadOnlyList<(string Name, EvaluationFigures Figures)> Columns(RoundReport round)
    {
        List<(string Name, EvaluationFigures Figures)> columns = [];
        if (round.Central is { } central)
        {
            columns.Add(("central test", FiguresOf(central)));
        }

        if (round.Federated is { } federated)
        {
            columns.Add(("clients' tests", FiguresOf(federated)));
        }

        if (round is { Sites.Count: > 1, SiteMean: { } mean })
        {
            columns.Add(($"mean over {Noun(round)}", mean));
        }

        return columns;
    }

    /// <summary>A table of the figures of each site; null where there is at most one.</summary>
    public static IRenderable? Sites(RoundReport round)
    {
        if (round.Sites.Count < 2)
        {
            return null;
        }

        EvaluationFigures[] figures = [.. round.Sites.Select(site => FiguresOf(site.Metrics))];
        Figure[] shown = [.. Figure.All.Where(figure => figures.Any(site => figure.Get(site) is not null))];
        return Listing.Table(
            [new Column(Noun(round, plural: false)), new Column("examples", Right: true, Rank: shown.Length), .. shown.Select((figure, i) => new Column(figure.Label, Rank: i))],
            [
                .. round.Sites.Select((site, i) =>
                    (Cell[])[site.Site, Figures.Count(site.Metrics.Examples), .. shown.Select(figure => (Cell)EstimateText.Of(figure.Get(figures[i])))]),
            ]);
    }

    /// <summary>The tables one below the other, those of plugins last, with an empty line before each; nothing where there is no test.</summary>
    public static IEnumerable<IRenderable> Of(RoundReport round)
    {
        foreach (var table in new[] { Overall(round), SpreadTables.Of(round), Sites(round), OwnFigures.Table(round) }.OfType<IRenderable>())
        {
            yield return Block.Of(new Line());
            yield return table;
        }
    }

    /// <summary>What the entries of <see cref="RoundReport.Sites"/> are: sites, or clients where all live at one.</summary>
    public static string Noun(RoundReport round, bool plural = true) =>
        round.Sites.Any(site => round.Clients.Any(client => client.Client == site.Site))
            ? plural ? "clients" : "client"
            : plural ? "sites" : "site";

    /// <summary>The figures of an evaluation, computed where they were not stored; none of no evaluation.</summary>
    public static EvaluationFigures FiguresOf(Metrics? metrics) => metrics is null ? EvaluationFigures.None : EvaluationSummary.Of(metrics);
}
