using OrleansFederation.Output;
using Spectre.Console.Rendering;

namespace OrleansFederation.Clients;

/// <summary>Draws clients.</summary>
internal static class ClientTables
{
    /// <summary>A table of clients.</summary>
    public static IRenderable List(IReadOnlyList<ClientView> clients, DateTimeOffset now)
    {
        var isFlagged = clients.Any(client => client.Flagged > 0);
        return Listing.Table(
        [
            new Column("client"), new Column("site", Rank: 2), new Column("federation", Rank: 4), new Column("contributed", Right: true),
            new Column("failed", Right: true, Rank: 1), .. isFlagged ? (Column[])[new Column("flagged", Right: true, Rank: 1), new Column("reputation", Right: true, Rank: 2)] : [], new Column("examples", Right: true, Rank: 3), new Column("seen"), new Column("available", Rank: 5),
        ],
        [
            .. clients.Select(client => (Cell[])
            [
                client.Id, client.Site, client.Federation, $"{client.Contributed}/{client.Selected}",
                client.Failed > 0 ? new Cell(Figures.Count(client.Failed), Palette.Bad) : "0",
                .. isFlagged ? (Cell[])[client.Flagged > 0 ? new Cell(Figures.Count(client.Flagged), Palette.Bad) : "0", Figures.Ratio(client.Reputation)] : [],
                client.Examples is { } examples ? Figures.Count(examples) : null,
                client.LastSeen is { } seen ? Figures.Ago(seen, now) : "never",
                Available(client),
            ]),
        ]);
    }

    /// <summary>A sheet about one client.</summary>
    public static IRenderable Show(ClientView client, DateTimeOffset now) => Listing.Facts(
        ("client", new Cell(client.Id, Palette.Strong)),
        ("site", client.Site),
        ("federation", client.Federation),
        ("available", Available(client)),
        ("enrolled", $"{Figures.Iso(client.EnrolledAt)} as number {client.Enrolment}"),
        ("seen", client.LastSeen is { } seen ? $"{Figures.Iso(seen)} ({Figures.Ago(seen, now)})" : "never"),
        ("selected", $"{Figures.Count(client.Selected)} rounds"),
        ("contributed", $"{Figures.Count(client.Contributed)} rounds"),
        ("failed", $"{Figures.Count(client.Failed)} rounds"),
        ("flagged", client.Flagged > 0 ? new Cell($"{Figures.Count(client.Flagged)} rounds", Palette.Bad) : null),
        ("reputation", Figures.Ratio(client.Reputation)),
        ("examples", client.Examples is { } examples ? new Cell(Figures.Count(examples)) : null),
        ("working on", client.Working is { } task ? new Cell(task) : null));

    private static Cell Available(ClientView client) => client.Available ? new("yes") : new("no", Palette.Warning);
}
