namespace OrleansFederation.Identity;

/// <summary>Answers whether a principal was revoked, as of now: nothing of it is remembered, so that a revocation takes effect at once on every silo.</summary>
internal interface IRevocations
{
    /// <summary>Answers whether a principal's token was revoked.</summary>
    /// <param name="principal">The principal.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    Task<bool> IsRevokedAsync(Principal principal, CancellationToken cancellationToken);
}
