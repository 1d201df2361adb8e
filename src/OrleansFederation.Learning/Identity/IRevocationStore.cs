namespace OrleansFederation.Identity;

/// <summary>Rows of what was revoked.</summary>
public interface IRevocationStore
{
    /// <summary>Revokes every token that a principal was issued until now.</summary>
    /// <param name="principal">The principal.</param>
    /// <param name="by">Who revokes them.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task RevokePrincipalAsync(string principal, string by, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Revokes one token.</summary>
    /// <param name="tokenId">Its id.</param>
    /// <param name="by">Who revokes it.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task RevokeTokenAsync(string tokenId, string by, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Answers whether a token is revoked.</summary>
    /// <param name="principal">The token's principal.</param>
    /// <param name="tokenId">The token's id; null where it has none.</param>
    /// <param name="issuedAt">When it was issued.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<bool> IsRevokedAsync(string principal, string? tokenId, DateTimeOffset issuedAt, CancellationToken cancellationToken);
}
