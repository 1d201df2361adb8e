using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace OrleansFederation.Identity;

/// <summary>The cluster's own issuer, whose public keys are in a file.</summary>
internal sealed class LocalIssuer(WatchedKeys keys, string audience, TimeSpan longestLife) : ITrustedIssuer
{
    /// <inheritdoc/>
    public string Name => TokenIssuer.Name;

    /// <inheritdoc/>
    public string Audience => audience;

    /// <inheritdoc/>
    public IReadOnlyList<string> Algorithms { get; } = [SecurityAlgorithms.EcdsaSha256];

    /// <inheritdoc/>
    public TimeSpan? LongestLife => longestLife;

    /// <inheritdoc/>
    public int Generation
    {
        get
        {
            _ = keys.Keys;
            return keys.Generation;
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SecurityKey>> KeysAsync(string kid, CancellationToken cancellationToken) => ValueTask.FromResult(keys.Keys);

    /// <inheritdoc/>
    public Principal? Read(JsonWebToken token)
    {
        var roles = TokenClaims.Texts(token, TokenIssuer.RoleClaim).Select(RoleNames.Read).Aggregate(Roles.None, (all, role) => all | (role ?? Roles.None));
        var site = TokenClaims.Texts(token, TokenIssuer.SiteClaim).FirstOrDefault();
        return !TokenClaims.IsName(token.Subject) || roles is Roles.None || roles.HasFlag(Roles.Site) != Naming.Names.IsValid(site)
            ? null
            : new(token.Subject, roles, site, TokenClaims.IdOf(token), TokenClaims.IssuedAt(token), TokenClaims.Until(token), null);
    }

    /// <summary>Reads the issuer's key file.</summary>
    public static IReadOnlyList<SecurityKey> ReadKeys(string path) =>
        [.. KeyFile.ReadPublic(path).Select(key => new ECDsaSecurityKey(key) { KeyId = KeyThumbprint.Of(key) })];
}
