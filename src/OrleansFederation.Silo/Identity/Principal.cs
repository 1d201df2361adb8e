namespace OrleansFederation.Identity;

/// <summary>Somebody whose token was verified.</summary>
/// <param name="Name">Under which name grants are given and calls are recorded.</param>
/// <param name="Roles">What he is to the cluster.</param>
/// <param name="Site">The site that he speaks for; null where he speaks for none.</param>
/// <param name="TokenId">The token's id; null where it has none.</param>
/// <param name="IssuedAt">When the token was issued.</param>
/// <param name="Until">When the token ends.</param>
/// <param name="SiteKey">The id of the site's key that signed the token; null where an issuer signed it.</param>
public sealed record Principal(
    string Name, Roles Roles, string? Site, string? TokenId, DateTimeOffset IssuedAt, DateTimeOffset Until, string? SiteKey);
