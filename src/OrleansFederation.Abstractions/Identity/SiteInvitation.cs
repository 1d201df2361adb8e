namespace OrleansFederation.Identity;

/// <summary>An invitation for a site to join.</summary>
/// <param name="Site">The site's name.</param>
/// <param name="Code">The code that the site joins with, once. It is shown here and kept nowhere.</param>
/// <param name="Until">When it ends.</param>
[GenerateSerializer, Immutable, Alias("of.site-invitation")]
public sealed record SiteInvitation(
    [property: Id(0)] string Site,
    [property: Id(1)] string Code,
    [property: Id(2)] DateTimeOffset Until)
{
    /// <summary>Names the invitation without its code: messages are written into logs of the lowest level by this text.</summary>
    public override string ToString() => $"invitation of {Site} until {Until:u}";
}
