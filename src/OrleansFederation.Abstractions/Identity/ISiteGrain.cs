namespace OrleansFederation.Identity;

/// <summary>A site as the cluster knows it: invited, joined with a key of its own, approved, revoked. Key: <c>site/{name}</c>.</summary>
[Alias("of.site")]
public interface ISiteGrain : IGrainWithStringKey
{
    /// <summary>Invites the site.</summary>
    /// <param name="validFor">How long the code may be used: a minute to 30 days.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Errors.FederationException">FED1040.</exception>
    [Alias("invite"), Outside(Roles.Operator, Privileged = true)]
    Task<SiteInvitation> InviteAsync(TimeSpan validFor, CancellationToken cancellationToken = default);

    /// <summary>Takes the key that the site made; the same key with the same code may join again. For the platform only: sites join over HTTP.</summary>
    /// <param name="join">What the site joins with.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Errors.FederationException">FED4015, FED4018.</exception>
    [Alias("join")]
    Task<SiteKeyView> JoinAsync(SiteJoin join, CancellationToken cancellationToken = default);

    /// <summary>Lets what a key signs be accepted, at once.</summary>
    /// <param name="key">The key's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Errors.FederationException">FED4016, FED4017 where it was revoked.</exception>
    [Alias("approve"), Outside(Roles.Operator, Privileged = true)]
    Task<SiteKeyView> ApproveAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Refuses what the site's keys sign, at once and for good.</summary>
    /// <param name="key">The key's id; null revokes every key of the site.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What was revoked.</returns>
    /// <exception cref="Errors.FederationException">FED4016.</exception>
    [Alias("revoke"), Outside(Roles.Operator, Privileged = true)]
    Task<IReadOnlyList<SiteKeyView>> RevokeAsync(string? key, CancellationToken cancellationToken = default);
}
