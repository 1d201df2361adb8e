namespace OrleansFederation.Identity;

/// <summary>How far a site's joining has come, as JSON.</summary>
/// <param name="Site">The site.</param>
/// <param name="Id">The key's id.</param>
/// <param name="State">pending, approved or revoked.</param>
/// <param name="Audience">The cluster that the site's tokens must be meant for.</param>
/// <param name="Certificate">The certificate made for the site, in PEM; null where there is none.</param>
public sealed record EnrolmentAnswer(string Site, string Id, string State, string Audience, string? Certificate);
