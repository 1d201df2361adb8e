using OrleansFederation.Naming;

namespace OrleansFederation.Identity;

/// <summary>Asks a coordinator: for the silos of sites, whose database role sees no rows of identities.</summary>
internal sealed class ClusterRevocations(IGrainFactory grains) : IRevocations
{
    /// <inheritdoc/>
    public Task<bool> IsRevokedAsync(Principal principal, CancellationToken cancellationToken) =>
        grains.GetGrain<IIdentityGrain>(GrainKeys.Identity).IsRevokedAsync(principal.Name, principal.TokenId, principal.IssuedAt, cancellationToken);
}
