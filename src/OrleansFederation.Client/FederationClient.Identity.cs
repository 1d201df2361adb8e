using OrleansFederation.Auditing;
using OrleansFederation.Errors;
using OrleansFederation.Identity;
using OrleansFederation.Naming;

namespace OrleansFederation;

public sealed partial class FederationClient
{
    /// <summary>Invites a site to join.</summary>
    /// <param name="site">The site's name.</param>
    /// <param name="validFor">How long the code may be used: a minute to 30 days.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The invitation; its code is shown this once.</returns>
    /// <exception cref="FederationException">FED1010, FED1040, FED4005 to FED4014, FED2008.</exception>
    public Task<SiteInvitation> InviteSiteAsync(string site, TimeSpan validFor, CancellationToken cancellationToken = default) =>
        _calls.OnceAsync($"site {site}", ct => Site(site).InviteAsync(validFor, ct), cancellationToken);

    /// <summary>Lets what a site's key signs be accepted, at once.</summary>
    /// <param name="site">The site's name.</param>
    /// <param name="key">The key's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED4016, FED4017, FED4005 to FED4014, FED2008.</exception>
    public Task<SiteKeyView> ApproveSiteAsync(string site, string key, CancellationToken cancellationToken = default) =>
        _calls.RepeatableAsync($"site {site}", ct => Site(site).ApproveAsync(key, ct), cancellationToken);

    /// <summary>Refuses what a site's keys sign, at once and for good.</summary>
    /// <param name="site">The site's name.</param>
    /// <param name="key">The key's id; null revokes every key of the site.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The keys that were revoked now.</returns>
    /// <exception cref="FederationException">FED4016, FED4005 to FED4014, FED2008.</exception>
    public Task<IReadOnlyList<SiteKeyView>> RevokeSiteAsync(string site, string? key, CancellationToken cancellationToken = default) =>
        _calls.OnceAsync($"site {site}", ct => Site(site).RevokeAsync(key, ct), cancellationToken);

    /// <summary>Lists the keys that sites joined with, by site.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED4005 to FED4014, FED2008.</exception>
    public Task<IReadOnlyList<SiteKeyView>> ListSitesAsync(CancellationToken cancellationToken = default) =>
        _calls.RepeatableAsync("sites", ct => Identities.ListSitesAsync(ct), cancellationToken);

    /// <summary>Refuses every token that a principal holds so far, at once.</summary>
    /// <param name="name">The principal.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED4005 to FED4014, FED2008.</exception>
    public Task RevokePrincipalAsync(string name, CancellationToken cancellationToken = default) =>
        _calls.RepeatableAsync($"principal {name}", async ct => { await Identities.RevokePrincipalAsync(name, ct); return true; }, cancellationToken);

    /// <summary>Refuses one token, at once.</summary>
    /// <param name="tokenId">The token's id, its claim <c>jti</c>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED4005 to FED4014, FED2008.</exception>
    public Task RevokeTokenAsync(string tokenId, CancellationToken cancellationToken = default) =>
        _calls.RepeatableAsync("token", async ct => { await Identities.RevokeTokenAsync(tokenId, ct); return true; }, cancellationToken);

    /// <summary>Lists refused and privileged calls, newest first.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED4005 to FED4014, FED2008.</exception>
    public Task<IReadOnlyList<AuditEntry>> ListAuditAsync(AuditQuery query, CancellationToken cancellationToken = default) =>
        _calls.RepeatableAsync("audit", ct => grains.GetGrain<IAuditGrain>(GrainKeys.Audit).ListAsync(query, ct), cancellationToken);

    private IIdentityGrain Identities => grains.GetGrain<IIdentityGrain>(GrainKeys.Identity);

    private ISiteGrain Site(string name) => grains.GetGrain<ISiteGrain>(GrainKeys.Site(name));
}
