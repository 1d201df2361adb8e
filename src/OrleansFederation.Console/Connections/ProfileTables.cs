using System.Text.Json.Nodes;
using OrleansFederation.Output;
using Spectre.Console.Rendering;

namespace OrleansFederation.Connections;

/// <summary>Draws profiles; their tokens never.</summary>
internal static class ProfileTables
{
    private const string Current = "current";

    /// <summary>A table of profiles, with the silo in this process first.</summary>
    public static IRenderable List(ProfileBook book) => Listing.Table(
        [new Column("profile"), new Column(""), new Column("gateways"), new Column("credentials", Rank: 1), new Column("http", Rank: 2), new Column("cluster", Rank: 3)],
        [
            [ConnectionProfile.Local, Mark(book.Current is null), "a silo in this process", "", "", ""],
            .. book.Profiles.Select(profile => new Cell[]
            {
                profile.Name, Mark(profile.Name == book.Current), string.Join(", ", profile.Gateways), Credentials(profile), profile.Http, profile.Cluster,
            }),
        ]);

    /// <summary>A sheet about one profile.</summary>
    public static IRenderable Show(ConnectionProfile profile, bool current) => Listing.Facts(
        ("profile", new Cell(profile.Name, Palette.Strong)),
        ("current", current ? "yes" : "no"),
        ("gateways", string.Join(", ", profile.Gateways)),
        ("cluster", profile.Cluster),
        ("service", profile.Service),
        ("http", profile.Http is { } http ? new Cell(http) : null),
        ("token", Token(profile) is { } token ? new Cell(token) : null),
        ("authority", profile.Security is { } authority ? new Cell(authority.Authority) : null),
        ("certificate", profile.Security is { } certificate ? new Cell(certificate.Certificate) : null),
        ("key", profile.Security is { } key ? new Cell(key.Key) : null),
        ("revocation list", profile.Security?.RevocationList is { } list ? new Cell(list) : null));

    /// <summary>The document for programs.</summary>
    public static JsonObject Json(ConnectionProfile profile, bool current)
    {
        var json = JsonForm.Of(profile with { Token = null });
        json["token"] = profile.Token is null ? null : "kept";
        json["current"] = current;
        return json;
    }

    private static Cell Mark(bool current) => new(current ? Current : "", Palette.Good);

    private static string Credentials(ConnectionProfile profile) => string.Join(", ", new[] { profile.Security is null ? null : "TLS", Token(profile) is null ? null : "token" }.OfType<string>()) is { Length: > 0 } words ? words : "none";

    private static string? Token(ConnectionProfile profile) => profile switch
    {
        { TokenFile: { } file } => $"in {file}",
        { Token: not null } => "kept with the profile",
        _ => null,
    };
}
