using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace OrleansFederation.Identity;

/// <summary>Signs tokens: as the cluster's own issuer, or as a site with its own key.</summary>
public static class TokenIssuer
{
    /// <summary>The name of the cluster's own issuer (<c>iss</c>).</summary>
    public const string Name = "orleans-federation";

    /// <summary>What comes before a site's name where it issues tokens for itself.</summary>
    public const string SitePrefix = "site/";

    /// <summary>The claim that holds roles.</summary>
    public const string RoleClaim = "roles";

    /// <summary>The claim that names the site.</summary>
    public const string SiteClaim = "site";

    private const int TokenIdBytes = 16;

    /// <summary>Signs a token as the cluster's own issuer.</summary>
    /// <param name="key">The issuer's private key.</param>
    /// <param name="audience">The cluster that it is meant for.</param>
    /// <param name="name">The principal.</param>
    /// <param name="roles">What the principal is to the cluster.</param>
    /// <param name="site">The site that the principal speaks for; null for none.</param>
    /// <param name="now">The time.</param>
    /// <param name="validFor">How long it is valid.</param>
    public static string Issue(ECDsa key, string audience, string name, Roles roles, string? site, DateTimeOffset now, TimeSpan validFor) =>
        Sign(key, Name, audience, name, roles, site, now, validFor);

    /// <summary>Signs a token as a site.</summary>
    /// <param name="key">The site's private key.</param>
    /// <param name="audience">The cluster that it is meant for.</param>
    /// <param name="site">The site.</param>
    /// <param name="now">The time.</param>
    /// <param name="validFor">How long it is valid.</param>
    public static string IssueForSite(ECDsa key, string audience, string site, DateTimeOffset now, TimeSpan validFor) =>
        Sign(key, SitePrefix + site, audience, SitePrefix + site, Roles.Site, site, now, validFor);

    private static string Sign(
        ECDsa key, string issuer, string audience, string name, Roles roles, string? site, DateTimeOffset now, TimeSpan validFor)
    {
        var claims = new Dictionary<string, object>
        {
            [JwtRegisteredClaimNames.Sub] = name,
            [JwtRegisteredClaimNames.Jti] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenIdBytes)),
            [RoleClaim] = RoleNames.Of(roles),
        };
        if (site is not null)
        {
            claims[SiteClaim] = site;
        }

        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + validFor).UtcDateTime,
            Claims = claims,
            SigningCredentials = new(
                // A key that is used once must not stay in the library's cache of providers after it was disposed.
                new ECDsaSecurityKey(key) { KeyId = KeyThumbprint.Of(key), CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } },
                SecurityAlgorithms.EcdsaSha256),
        });
    }
}
