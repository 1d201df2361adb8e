using OrleansFederation.Output;
using Spectre.Console.Rendering;

namespace OrleansFederation.Identity;

/// <summary>Draws the keys of sites.</summary>
internal static class SiteTables
{
    /// <summary>A table of keys.</summary>
    public static IRenderable List(IReadOnlyList<SiteKeyView> keys, DateTimeOffset now) => Listing.Table(
        [new Column("site"), new Column("key"), new Column("state"), new Column("joined", Rank: 2), new Column("by", Rank: 1), new Column("decided", Rank: 3)],
        [
            .. keys.Select(key => new Cell[]
            {
                key.Site, key.Id, new(Figures.Word(key.State), StyleOf(key.State)), Figures.Ago(key.JoinedAt, now), key.DecidedBy,
                key.DecidedAt is { } at ? Figures.Ago(at, now) : null,
            }),
        ]);

    private static Spectre.Console.Style StyleOf(SiteKeyState state) => state switch
    {
        SiteKeyState.Approved => Palette.Good,
        SiteKeyState.Revoked => Palette.Bad,
        _ => Palette.Warning,
    };
}
