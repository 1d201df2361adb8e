namespace OrleansFederation.Identity;

/// <summary>A key that a site has joined with.</summary>
/// <param name="Site">The site's name.</param>
/// <param name="Id">The key's thumbprint (RFC 7638), which its tokens name.</param>
/// <param name="State">How far it has come.</param>
/// <param name="JoinedAt">When the site joined.</param>
/// <param name="DecidedBy">Who approved or revoked it; null while it is pending.</param>
/// <param name="DecidedAt">When that was.</param>
/// <param name="Certificate">The certificate made for the site, in PEM; null where there is none.</param>
[GenerateSerializer, Immutable, Alias("of.site-key-view")]
public sealed record SiteKeyView(
    [property: Id(0)] string Site,
    [property: Id(1)] string Id,
    [property: Id(2)] SiteKeyState State,
    [property: Id(3)] DateTimeOffset JoinedAt,
    [property: Id(4)] string? DecidedBy,
    [property: Id(5)] DateTimeOffset? DecidedAt,
    [property: Id(6)] string? Certificate);
