using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace OrleansFederation.Identity;

/// <summary>One key of a site, which signs its own tokens.</summary>
internal sealed class SiteIssuer(SiteKey key, string audience, TimeSpan longestLife) : ITrustedIssuer
{
    /// <inheritdoc/>
    public string Name => TokenIssuer.SitePrefix + key.View.Site;

    /// <inheritdoc/>
    public string Audience => audience;

    /// <inheritdoc/>
    public IReadOnlyList<string> Algorithms { get; } = [SecurityAlgorithms.EcdsaSha256];

    /// <inheritdoc/>
    public TimeSpan? LongestLife => longestLife;

    /// <inheritdoc/>
    public int Generation => 0;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SecurityKey>> KeysAsync(string kid, CancellationToken cancellationToken)
    {
        var publicKey = ECDsa.Create();
        publicKey.ImportSubjectPublicKeyInfo(Convert.FromBase64String(key.PublicKey), out _);
        return ValueTask.FromResult<IReadOnlyList<SecurityKey>>(
            [new ECDsaSecurityKey(publicKey) { KeyId = key.View.Id, CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } }]);
    }

    /// <summary>Makes the site's principal: its name and role follow from the key, whatever the token says.</summary>
    public Principal? Read(JsonWebToken token) => new(
        TokenIssuer.SitePrefix + key.View.Site, Roles.Site, key.View.Site, TokenClaims.IdOf(token), TokenClaims.IssuedAt(token), TokenClaims.Until(token), key.View.Id);
}
