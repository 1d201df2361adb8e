using Orleans.Concurrency;

namespace OrleansFederation.Identity;

/// <summary>What the cluster knows of identities as a whole. Stateless: it reads and writes rows. Key: <c>identity/all</c>.</summary>
[Alias("of.identity")]
public interface IIdentityGrain : IGrainWithStringKey
{
    /// <summary>Lists the keys of all sites, by site.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    [Alias("sites"), Outside(Roles.Operator | Roles.Auditor)]
    Task<IReadOnlyList<SiteKeyView>> ListSitesAsync(CancellationToken cancellationToken = default);

    /// <summary>Refuses every token that a principal holds so far, at once; tokens issued later are accepted.</summary>
    /// <param name="principal">The principal.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [Alias("revoke-principal"), Outside(Roles.Operator, Privileged = true)]
    Task RevokePrincipalAsync(string principal, CancellationToken cancellationToken = default);

    /// <summary>Refuses one token, at once.</summary>
    /// <param name="tokenId">The token's id, its claim <c>jti</c>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [Alias("revoke-token"), Outside(Roles.Operator, Privileged = true)]
    Task RevokeTokenAsync(string tokenId, CancellationToken cancellationToken = default);

    /// <summary>Answers whether a token was revoked. For silos that see no rows of their own.</summary>
    /// <param name="principal">The token's principal.</param>
    /// <param name="tokenId">The token's id; null where it has none.</param>
    /// <param name="issuedAt">When it was issued.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [Alias("is-revoked"), AlwaysInterleave]
    Task<bool> IsRevokedAsync(string principal, string? tokenId, DateTimeOffset issuedAt, CancellationToken cancellationToken = default);
}
