using OrleansFederation.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansFederation.Cluster;

/// <summary>Draws a cluster.</summary>
internal static class ClusterTables
{
    /// <summary>What the cluster is made of, and what runs where.</summary>
    public static IRenderable Show(ClusterView cluster)
    {
        List<IRenderable> parts =
        [
            Block.Of(Line.Of($"cluster {cluster.Name}", Palette.Strong)
                .With($" · {Count(cluster.Silos.Count(silo => silo.Standing is SiloStanding.Active), "active silo")} · {Count(cluster.Sites.Count, "site")} · {Count(cluster.Federations.Count, "running federation")}", Palette.Quiet)),
            Gap(),
            Silos(cluster),
        ];
        if (cluster.Sites.Count > 0)
        {
            parts.AddRange([Gap(), Sites(cluster.Sites)]);
        }

        if (cluster.Federations.Count > 0)
        {
            parts.AddRange([Gap(), Federations(cluster.Federations)]);
        }

        return new Rows(parts);
    }

    private static IRenderable Silos(ClusterView cluster) => Listing.Table(
        [
            new Column("silo"), new Column("status"), new Column("roles", Rank: 3), new Column("sites"), new Column("tasks", Right: true, Rank: 1),
            new Column("since", Rank: 2), new Column("gateway", Rank: 4), new Column("address", Rank: 5), new Column("version", Rank: 6),
        ],
        [
            .. cluster.Silos.Select(silo => new Cell[]
            {
                silo.Name, Status(silo.Standing), Words(silo.Roles), Words(silo.Sites), silo.Tasks is { } tasks ? Figures.Count(tasks) : null,
                Figures.Ago(silo.Since, cluster.At), silo.Gateway, silo.Address, silo.Version,
            }),
        ]);

    private static IRenderable Sites(IReadOnlyList<SiteView> sites) => Listing.Table(
        [new Column("site"), new Column("clients", Right: true), new Column("tasks", Right: true, Rank: 1), new Column("carried by")],
        [
            .. sites.Select(site => new Cell[]
            {
                site.Name, Figures.Count(site.Clients), site.Tasks is { } tasks ? Figures.Count(tasks) : null,
                site.Silos.Count > 0 ? string.Join(", ", site.Silos) : new Cell("no silo: its clients cannot train", Palette.Bad),
            }),
        ]);

    private static IRenderable Federations(IReadOnlyList<FederationPlace> federations) => Listing.Table(
        [new Column("federation"), new Column("round", Right: true), new Column("driven by"), new Column("round run by", Rank: 1), new Column("owner", Rank: 2)],
        [
            .. federations.Select(federation => new Cell[]
            {
                federation.Name, $"{federation.Round}/{federation.Rounds}", federation.Silo ?? new Cell("no silo at this moment", Palette.Warning), federation.RoundSilo, federation.Owner,
            }),
        ]);

    private static Cell Status(SiloStanding standing) => new(Figures.Word(standing), standing switch
    {
        SiloStanding.Active => Palette.Good,
        SiloStanding.Dead => Palette.Bad,
        _ => Palette.Warning,
    });

    private static string? Words(IReadOnlyList<string> words) => words.Count > 0 ? string.Join(", ", words) : null;

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static Block Gap() => Block.Of(new Line());
}
