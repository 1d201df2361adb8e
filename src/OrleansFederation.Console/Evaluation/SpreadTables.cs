using OrleansFederation.Output;
using OrleansFederation.Rounds;
using Spectre.Console.Rendering;

namespace OrleansFederation.Evaluation;

/// <summary>Tells how a round's figure is spread over clients.</summary>
internal static class SpreadTables
{
    /// <summary>A table of the spread, with that of the shared model below it where clients have models of their own, and those of clusters; null where fewer than two clients were tested.</summary>
    public static IRenderable? Of(RoundReport round) => Rows(round) is not { Count: > 0 } rows ? null : Listing.Table(
        [new Column("over clients"), new Column("clients", Right: true, Rank: 2), new Column("mean", Right: true), new Column("worst tenth", Right: true), new Column("variance", Right: true, Rank: 1)],
        [.. rows.Select(row => row.Select(text => (Cell)text).ToArray())]);

    /// <summary>What the worst tenth is of, in few words: of accuracy, which stands beside it, without saying so.</summary>
    /// <param name="spread">The spread.</param>
    public static string WorstTenth(ClientSpread spread) => spread.Metric == "accuracy" ? "worst tenth" : $"worst tenth, {Label(spread)}";

    /// <summary>The rows of that table.</summary>
    public static IReadOnlyList<string[]> Rows(RoundReport round) =>
    [
        .. round.Spread is { Clients: > 1 } spread ? [Row(round.SharedSpread is null ? Label(spread) : $"{Label(spread)}, own models", spread)] : Array.Empty<string[]>(),
        .. round.SharedSpread is { Clients: > 1 } shared ? [Row($"{Label(shared)}, shared model", shared)] : Array.Empty<string[]>(),
        .. from cluster in round.Clusters where cluster.Spread is { Clients: > 0 } select Row($"{Label(cluster.Spread!)}, cluster {cluster.Cluster}", cluster.Spread!),
    ];

    private static string Label(ClientSpread spread) => Figure.All.Single(figure => figure.Name == spread.Metric).Label;

    private static string[] Row(string what, ClientSpread spread) =>
        [what, Figures.Count(spread.Clients), Figures.Ratio(spread.Mean)!, Figures.Ratio(spread.WorstDecile)!, Figures.Digits(spread.Variance)!];
}
