namespace OrleansFederation.Identity;

/// <summary>Rows of invitations and of the keys that sites joined with.</summary>
public interface ISiteStore
{
    /// <summary>Keeps an invitation.</summary>
    /// <param name="site">The site.</param>
    /// <param name="codeHash">The code's hash; the code itself is kept nowhere.</param>
    /// <param name="by">Who invites.</param>
    /// <param name="at">When.</param>
    /// <param name="until">When the invitation ends.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task InviteAsync(string site, string codeHash, string by, DateTimeOffset at, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Uses an invitation up for a key, in one step; the same key with the same code gives what is there already.</summary>
    /// <param name="key">The key, pending.</param>
    /// <param name="codeHash">The code's hash.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>The key as it is kept; null where the invitation is unknown, used, of another site, or past its end.</returns>
    Task<SiteKey?> JoinAsync(SiteKey key, string codeHash, CancellationToken cancellationToken);

    /// <summary>Changes a key's state, unless it is revoked.</summary>
    /// <param name="site">The site.</param>
    /// <param name="key">The key's id; null for every key of the site.</param>
    /// <param name="state">The new state.</param>
    /// <param name="certificate">The certificate made for it; null leaves what there is.</param>
    /// <param name="by">Who decides.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>The keys that changed.</returns>
    Task<IReadOnlyList<SiteKey>> DecideAsync(
        string site, string? key, SiteKeyState state, string? certificate, string by, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Finds a key.</summary>
    /// <param name="id">The key's id.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The key; null where there is none of this id.</returns>
    Task<SiteKey?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Lists keys by site and time.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<SiteKey>> ListAsync(CancellationToken cancellationToken);
}
