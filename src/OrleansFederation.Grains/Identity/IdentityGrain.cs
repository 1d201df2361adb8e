using OrleansFederation.Errors;
using OrleansFederation.Grants;
using OrleansFederation.Placement;

namespace OrleansFederation.Identity;

/// <inheritdoc cref="IIdentityGrain"/>
[StatelessWorker, Reentrant, CoordinatorPlacement, GrainType("of.identity")]
internal sealed class IdentityGrain(ISiteStore sites, IRevocationStore revocations, TimeProvider clock) : Grain, IIdentityGrain
{
    public async Task<IReadOnlyList<SiteKeyView>> ListSitesAsync(CancellationToken cancellationToken) =>
        [.. (await sites.ListAsync(cancellationToken)).Select(key => key.View)];

    public Task RevokePrincipalAsync(string principal, CancellationToken cancellationToken) =>
        revocations.RevokePrincipalAsync(principal, Caller(), clock.GetUtcNow(), cancellationToken);

    public Task RevokeTokenAsync(string tokenId, CancellationToken cancellationToken) =>
        revocations.RevokeTokenAsync(tokenId, Caller(), clock.GetUtcNow(), cancellationToken);

    public Task<bool> IsRevokedAsync(string principal, string? tokenId, DateTimeOffset issuedAt, CancellationToken cancellationToken) =>
        revocations.IsRevokedAsync(principal, tokenId, issuedAt, cancellationToken);

    private static string Caller() => PrincipalContext.Current ?? throw FederationErrors.NoCredential.Exception("identity", "the call names no principal");
}
