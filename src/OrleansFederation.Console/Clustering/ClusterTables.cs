using OrleansFederation.Output;
using OrleansFederation.Rounds;
using Spectre.Console.Rendering;

namespace OrleansFederation.Clustering;

/// <summary>Tells of the clusters of a round.</summary>
internal static class ClusterTables
{
    /// <summary>A table of them: who trained, what came of it, and what the clients that evaluated it say.</summary>
    /// <param name="round">The round.</param>
    /// <returns>The table; null where all clients train one model.</returns>
    public static IRenderable? Of(RoundReport round)
    {
        if (round.Clusters.Count == 0)
        {
            return null;
        }

        var (isKept, isTested) = (round.Clusters.Any(cluster => cluster.Kept is not null), round.Clusters.Any(cluster => cluster.Federated is not null));
        return Listing.Table(
            [
                new Column("cluster", Right: true), new Column("clients", Right: true), new Column("version", Right: true),
                .. isTested ? (Column[])[new Column("tested by", Right: true, Rank: 2), new Column("accuracy", Right: true), new Column("loss", Right: true, Rank: 1)] : [],
                .. isKept ? (Column[])[new Column("as it was, because", Rank: 3)] : [],
            ],
            [
                .. round.Clusters.Select(cluster => (Cell[])
                [
                    $"{cluster.Cluster}", Figures.Count(cluster.Clients), cluster.Version is { } version ? $"v{version}" : "none",
                    .. isTested ? (Cell[])[Figures.Count(cluster.Evaluated), Figures.Ratio(cluster.Federated?.Accuracy), Figures.Ratio(cluster.Federated?.Loss)] : [],
                    .. isKept ? (Cell[])[cluster.Kept is { } why ? new Cell(why, Palette.Warning) : ""] : [],
                ]),
            ]);
    }
}
