using System.Security.Cryptography;
using OrleansFederation.Errors;
using OrleansFederation.Grants;
using OrleansFederation.Naming;
using OrleansFederation.Placement;

namespace OrleansFederation.Identity;

/// <inheritdoc cref="ISiteGrain"/>
[CoordinatorPlacement, GrainType("of.site")]
internal sealed class SiteGrain(ISiteStore sites, IEnumerable<ISiteCertificates> certificates, TimeProvider clock) : Grain, ISiteGrain
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private string Site => GrainKeys.NameOf(this.GetPrimaryKeyString());

    private string Place => "site " + Site;

    public async Task<SiteInvitation> InviteAsync(TimeSpan validFor, CancellationToken cancellationToken)
    {
        var by = Caller();
        if (validFor < Shortest || validFor > Longest)
        {
            throw FederationErrors.Usage.Exception("--for", $"{validFor} is not between a minute and 30 days", "Give a time such as 24h.");
        }

        var (code, now) = (InvitationCode.New(Site), clock.GetUtcNow());
        await sites.InviteAsync(Site, InvitationCode.Hash(code), by, now, now + validFor, cancellationToken);
        return new(Site, code, now + validFor);
    }

    public async Task<SiteKeyView> JoinAsync(SiteJoin join, CancellationToken cancellationToken)
    {
        using var key = Proven(join);
        var id = KeyThumbprint.Of(key);
        var pending = new SiteKey(
            new(Site, id, SiteKeyState.Pending, clock.GetUtcNow(), null, null, null),
            Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
            join.CertificateRequest);
        return (await sites.JoinAsync(pending, InvitationCode.Hash(join.Code), cancellationToken))?.View
            ?? throw FederationErrors.InvitationInvalid.Exception(Place, "no invitation of this code is open");
    }

    public async Task<SiteKeyView> ApproveAsync(string key, CancellationToken cancellationToken)
    {
        var by = Caller();
        var known = await FindAsync(key, cancellationToken);
        var certificate = known is { Request: { } request, View.Certificate: null } && certificates.FirstOrDefault() is { } authority
            ? await authority.IssueAsync(Site, request, cancellationToken)
            : null;
        return (await sites.DecideAsync(Site, key, SiteKeyState.Approved, certificate, by, clock.GetUtcNow(), cancellationToken)) is [{ View: var view }]
            ? view
            : throw FederationErrors.SiteNotApproved.Exception(Place, "the key was revoked", "Invite the site again; it joins with a new key.");
    }

    public async Task<IReadOnlyList<SiteKeyView>> RevokeAsync(string? key, CancellationToken cancellationToken)
    {
        var by = Caller();
        if (key is not null)
        {
            await FindAsync(key, cancellationToken);
        }

        return [.. (await sites.DecideAsync(Site, key, SiteKeyState.Revoked, null, by, clock.GetUtcNow(), cancellationToken)).Select(changed => changed.View)];
    }

    private async Task<SiteKey> FindAsync(string key, CancellationToken cancellationToken) =>
        await sites.FindAsync(key, cancellationToken) is { } found && found.View.Site == Site
            ? found
            : throw FederationErrors.SiteKeyNotFound.Exception(Place, $"it has no key '{key}'");

    private string Caller() => PrincipalContext.Current ?? throw FederationErrors.NoCredential.Exception(Place, "the call names no principal");

    /// <summary>Gives the key that signed the code, or refuses.</summary>
    private ECDsa Proven(SiteJoin join)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(join.PublicKey, out var read);
            if (read == join.PublicKey.Length
                && KeyThumbprint.IsP256(key)
                && key.VerifyData(System.Text.Encoding.UTF8.GetBytes(join.Code), join.Signature, HashAlgorithmName.SHA256))
            {
                return key;
            }
        }
        catch (CryptographicException)
        {
            // Bytes that are no key are refused like a key that does not fit.
        }

        key.Dispose();
        throw FederationErrors.ProofInvalid.Exception(Place, "the code is not signed with the key that was sent");
    }
}
