using OrleansFederation.Output;
using Spectre.Console.Rendering;

namespace OrleansFederation.Grants;

/// <summary>Draws grants.</summary>
internal static class GrantTables
{
    /// <summary>A table of grants.</summary>
    public static IRenderable List(IReadOnlyList<GrantView> grants, DateTimeOffset now) => Listing.Table(
        [
            new Column("model", Rank: 2), new Column("to"), new Column("can"), new Column("until"),
            new Column("by", Rank: 1), new Column("given", Rank: 3),
        ],
        [
            .. grants.Select(grant => new Cell[]
            {
                grant.Model, grant.Principal, string.Join(", ", Scopes.NamesOf(grant.Scopes)), Until(grant.Until, now), grant.By, Figures.Ago(grant.At, now),
            }),
        ]);

    private static Cell Until(DateTimeOffset? until, DateTimeOffset now) => until switch
    {
        null => "no end",
        { } end when end <= now => new Cell($"expired {Figures.Ago(end, now)}", Palette.Bad),
        { } end => $"{Figures.Iso(end)} ({Figures.Ago(end, now)})",
    };
}
