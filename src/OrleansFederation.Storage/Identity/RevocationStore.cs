using OrleansFederation.Databases;

namespace OrleansFederation.Identity;

/// <summary>Rows of revoked principals and tokens.</summary>
internal sealed class RevocationStore(Database database) : IRevocationStore
{
    private const string Principal = "principal";
    private const string Token = "token";

    /// <inheritdoc/>
    public Task RevokePrincipalAsync(string principal, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        RevokeAsync(Principal, principal, by, at, cancellationToken);

    /// <inheritdoc/>
    public Task RevokeTokenAsync(string tokenId, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        RevokeAsync(Token, tokenId, by, at, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> IsRevokedAsync(string principal, string? tokenId, DateTimeOffset issuedAt, CancellationToken cancellationToken) =>
        (await database.ReadAsync(Statement.Query(
            $"""
            select 1 from identity_revocation
            where (kind = '{Principal}' and id = @principal and revoked_at >= @issued) or (kind = '{Token}' and id = @token)
            """,
            Parameter.Text("principal", principal),
            Parameter.Text("token", tokenId),
            Parameter.Instant("issued", issuedAt)), static row => row.Integer(0), cancellationToken)).Count > 0;

    private Task RevokeAsync(string kind, string id, string by, DateTimeOffset at, CancellationToken cancellationToken) => database.WriteAsync(
    [
        Statement.Command(
            """
            insert into identity_revocation (kind, id, revoked_by, revoked_at) values (@kind, @id, @by, @at)
            on conflict (kind, id) do update set revoked_by = excluded.revoked_by, revoked_at = excluded.revoked_at
            where excluded.revoked_at > identity_revocation.revoked_at
            """,
            Parameter.Text("kind", kind),
            Parameter.Text("id", id),
            Parameter.Text("by", by),
            Parameter.Instant("at", at)),
    ], cancellationToken);
}
