using System.Data.Common;
using OrleansFederation.Databases;

namespace OrleansFederation.Identity;

/// <summary>Rows of invitations and site keys.</summary>
internal sealed class SiteStore(Database database) : ISiteStore
{
    private const string Columns = "site, id, state, joined_at, decided_by, decided_at, certificate, public_key, request";

    /// <inheritdoc/>
    public Task InviteAsync(string site, string codeHash, string by, DateTimeOffset at, DateTimeOffset until, CancellationToken cancellationToken) =>
        database.WriteAsync(
        [
            Statement.Command(
                "insert into site_invitation (code_hash, site, created_by, created_at, expires_at) values (@code, @site, @by, @at, @until)",
                Parameter.Text("code", codeHash),
                Parameter.Text("site", site),
                Parameter.Text("by", by),
                Parameter.Instant("at", at),
                Parameter.Instant("until", until)),
        ], cancellationToken);

    /// <inheritdoc/>
    public async Task<SiteKey?> JoinAsync(SiteKey key, string codeHash, CancellationToken cancellationToken)
    {
        Parameter[] values =
        [
            Parameter.Text("code", codeHash),
            Parameter.Text("site", key.View.Site),
            Parameter.Text("id", key.View.Id),
            Parameter.Text("public", key.PublicKey),
            Parameter.Text("request", key.Request),
            Parameter.Instant("at", key.View.JoinedAt),
        ];
        return (await database.WriteAsync(
        [
            Statement.Lock("site/" + key.View.Site),
            Statement.Command(
                $"""
                insert into site_key (id, site, public_key, request, code_hash, state, joined_at)
                select @id, site, @public, @request, code_hash, {(int)SiteKeyState.Pending}, @at from site_invitation
                where code_hash = @code and site = @site and used_at is null and expires_at > @at
                on conflict (id) do nothing
                """, values),
            Statement.Command(
                """
                update site_invitation set used_at = @at where code_hash = @code and used_at is null
                and exists (select 1 from site_key where id = @id and code_hash = @code)
                """, values[0], values[2], values[5]),
            Statement.Query($"select {Columns} from site_key where id = @id and site = @site and code_hash = @code", values[2], values[1], values[0]),
        ], Read, cancellationToken)).SingleOrDefault();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SiteKey>> DecideAsync(
        string site, string? key, SiteKeyState state, string? certificate, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        await database.WriteAsync(
        [
            Statement.Lock("site/" + site),
            Statement.Query(
                $"""
                update site_key set state = @state, certificate = coalesce(@certificate, certificate), decided_by = @by, decided_at = @at
                where site = @site and id = coalesce(@id, id) and state <> {(int)SiteKeyState.Revoked} returning {Columns}
                """,
                Parameter.Integer("state", (int)state),
                Parameter.Text("certificate", certificate),
                Parameter.Text("by", by),
                Parameter.Instant("at", at),
                Parameter.Text("site", site),
                Parameter.Text("id", key)),
        ], Read, cancellationToken);

    /// <inheritdoc/>
    public async Task<SiteKey?> FindAsync(string id, CancellationToken cancellationToken) => (await database.ReadAsync(
        Statement.Query($"select {Columns} from site_key where id = @id", Parameter.Text("id", id)), Read, cancellationToken)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SiteKey>> ListAsync(CancellationToken cancellationToken) => await database.ReadAsync(
        Statement.Query($"select {Columns} from site_key order by site, joined_at, id"), Read, cancellationToken);

    private static SiteKey Read(DbDataReader row) => new(
        new SiteKeyView(row.Text(0), row.Text(1), (SiteKeyState)row.Integer(2), row.Instant(3), row.TextOrNull(4), row.InstantOrNull(5), row.TextOrNull(6)),
        row.Text(7),
        row.TextOrNull(8));
}
