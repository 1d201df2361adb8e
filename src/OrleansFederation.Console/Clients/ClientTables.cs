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
            new Column("failed", Right: true, Rank: 1), .. isFlagged ? (Column[])[new Column("flagged", Right: true, Rank: 1), new Column("reputation", Right: true, Rank: 2)] : [],
            new Column("examples", Right: true, Rank: 3), new Column("seen"), new Column("available", Rank: 5),
            new Column("tags", Rank: 6), new Column("reliability", Right: true, Rank: 7), new Column("examples/s", Right: true, Rank: 8),
            new Column("memory", Right: true, Rank: 9), new Column("cores", Right: true, Rank: 10),
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
                string.Join(", ", client.Tags), Figures.Ratio(client.Reliability), Speed(client),
                client.Capacity is { } capacity ? Figures.Bytes(capacity.Memory) : null, client.Capacity is { } site ? Figures.Count(site.Cores) : null,
            ]),
        ]);
    }

    /// <summary>A sheet about one client.</summary>
    public static IRenderable Show(ClientView client, DateTimeOffset now) => Listing.Facts(
        ("client", new Cell(client.Id, Palette.Strong)),
        ("site", client.Site),
        ("federation", client.Federation),
        ("available", Available(client)),
        ("tags", client.Tags.Count > 0 ? new Cell(string.Join(", ", client.Tags)) : null),
        ("its site has", client.Capacity is { } has ? new Cell($"{Figures.Bytes(has.Memory)} of memory, {Figures.Count(has.Cores)} {(has.Cores == 1 ? "core" : "cores")}") : null),
        ("enrolled", $"{Figures.Iso(client.EnrolledAt)} as number {client.Enrolment}"),
        ("seen", client.LastSeen is { } seen ? $"{Figures.Iso(seen)} ({Figures.Ago(seen, now)})" : "never"),
        ("selected", $"{Figures.Count(client.Selected)} rounds"),
        ("contributed", $"{Figures.Count(client.Contributed)} rounds"),
        ("failed", $"{Figures.Count(client.Failed)} rounds"),
        ("flagged", client.Flagged > 0 ? new Cell($"{Figures.Count(client.Flagged)} rounds", Palette.Bad) : null),
        ("reputation", Figures.Ratio(client.Reputation)),
        ("reliability", Figures.Ratio(client.Reliability)),
        ("speed", client.Speed is not null ? new Cell($"{Speed(client)} examples a second") : null),
        ("examples", client.Examples is { } examples ? new Cell(Figures.Count(examples)) : null),
        ("working on", client.Working is { } task ? new Cell(task) : null));

    private static string? Speed(ClientView client) => client.Speed is >= 100 and < 1e15 and var fast ? Figures.Count((long)fast) : Figures.Digits(client.Speed);

    private static Cell Available(ClientView client) => client.Available ? new("yes") : new("no", Palette.Warning);
}
