namespace OrleansFederation.Identity;

/// <summary>Asks the rows: one look-up by key for every call from outside.</summary>
internal sealed class RowRevocations(IRevocationStore rows) : IRevocations
{
    /// <inheritdoc/>
    public Task<bool> IsRevokedAsync(Principal principal, CancellationToken cancellationToken) =>
        rows.IsRevokedAsync(principal.Name, principal.TokenId, principal.IssuedAt, cancellationToken);
}
