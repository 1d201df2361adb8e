using System.Data.Common;
using OrleansFederation.Databases;

namespace OrleansFederation.Grants;

/// <summary>Rows of grants and of their changes.</summary>
internal sealed class GrantStore(Database database) : IGrantStore
{
    private const string Columns = "model, principal, scopes, until, given_by, given_at";

    /// <inheritdoc/>
    public Task GiveAsync(GrantView grant, CancellationToken cancellationToken)
    {
        Parameter[] values =
        [
            Parameter.Text("model", grant.Model),
            Parameter.Text("principal", grant.Principal),
            Parameter.Integer("scopes", (int)grant.Scopes),
            Parameter.Instant("until", grant.Until),
            Parameter.Text("by", grant.By),
            Parameter.Instant("at", grant.At),
        ];
        return database.WriteAsync(
        [
            Statement.Command(
                $"""
                insert into model_grant ({Columns}) values (@model, @principal, @scopes, @until, @by, @at)
                on conflict (model, principal) do update
                set scopes = excluded.scopes, until = excluded.until, given_by = excluded.given_by, given_at = excluded.given_at
                """, values),
            Statement.Command(
                """
                insert into grant_change (model, principal, scopes, until, changed_by, changed_at)
                values (@model, @principal, @scopes, @until, @by, @at)
                """, values),
        ], cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> RevokeAsync(string model, string principal, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var deleted = await database.WriteAsync(
        [
            Statement.Lock("grant/" + model + "/" + principal),
            Statement.Command(
                """
                insert into grant_change (model, principal, scopes, until, changed_by, changed_at)
                select model, principal, 0, null, @by, @at from model_grant where model = @model and principal = @principal
                """,
                Parameter.Text("model", model),
                Parameter.Text("principal", principal),
                Parameter.Text("by", by),
                Parameter.Instant("at", at)),
            Statement.Query(
                "delete from model_grant where model = @model and principal = @principal returning principal",
                Parameter.Text("model", model),
                Parameter.Text("principal", principal)),
        ], static row => row.Text(0), cancellationToken);
        return deleted.Count > 0;
    }

    /// <inheritdoc/>
    public async Task<GrantView?> FindAsync(string model, string principal, CancellationToken cancellationToken) =>
        (await database.ReadAsync(Statement.Query($"select {Columns} from model_grant where model = @model and principal = @principal",
            Parameter.Text("model", model), Parameter.Text("principal", principal)), Read, cancellationToken)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<GrantView>> ListAsync(string model, CancellationToken cancellationToken) =>
        await database.ReadAsync(Statement.Query($"select {Columns} from model_grant where model = @model order by principal",
            Parameter.Text("model", model)), Read, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<GrantView>> ListOfAsync(string principal, CancellationToken cancellationToken) =>
        await database.ReadAsync(Statement.Query($"select {Columns} from model_grant where principal = @principal order by model",
            Parameter.Text("principal", principal)), Read, cancellationToken);

    private static GrantView Read(DbDataReader row) =>
        new(row.Text(0), row.Text(1), (GrantScopes)row.Integer(2), row.InstantOrNull(3), row.Text(4), row.Instant(5));
}
