using System.Data.Common;
using OrleansFederation.Storage;

namespace OrleansFederation.Grants;

/// <inheritdoc cref="IGrantStore"/>
internal sealed class GrantStore(Database database) : IGrantStore
{
    private const string Columns = "select model, principal, scopes, until, by_whom, at from grant_in_force";

    public Task GiveAsync(GrantView grant, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var values = Values(grant);
            await connection.RunAsync(
                """
                insert into grant_in_force (model, principal, scopes, until, by_whom, at) values (@model, @principal, @scopes, cast(@until as bigint), @by, @at)
                on conflict (model, principal) do update set scopes = excluded.scopes, until = excluded.until, by_whom = excluded.by_whom, at = excluded.at
                """,
                cancellationToken, values);
            return await NoteAsync(connection, values, cancellationToken);
        },
        cancellationToken);

    public Task<bool> RevokeAsync(string model, string principal, string by, DateTimeOffset at, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var gone = await connection.RunAsync("delete from grant_in_force where model = @model and principal = @principal", cancellationToken, ("model", model), ("principal", principal));
            return gone > 0 && await NoteAsync(connection, Values(new(model, principal, GrantScopes.None, null, by, at)), cancellationToken) > 0;
        },
        cancellationToken);

    public async Task<GrantView?> FindAsync(string model, string principal, CancellationToken cancellationToken) =>
        (await database.QueryAsync(Columns + " where model = @model and principal = @principal", Read, cancellationToken, ("model", model), ("principal", principal))).FirstOrDefault();

    public async Task<IReadOnlyList<GrantView>> ListAsync(string model, CancellationToken cancellationToken) =>
        await database.QueryAsync(Columns + " where model = @model order by principal", Read, cancellationToken, ("model", model));

    public async Task<IReadOnlyList<GrantView>> ListOfAsync(string principal, CancellationToken cancellationToken) =>
        await database.QueryAsync(Columns + " where principal = @principal order by model", Read, cancellationToken, ("principal", principal));

    private static Task<int> NoteAsync(DbConnection connection, (string, object?)[] values, CancellationToken cancellationToken) => connection.RunAsync(
        "insert into grant_change (model, principal, scopes, until, by_whom, at) values (@model, @principal, @scopes, cast(@until as bigint), @by, @at)", cancellationToken, values);

    private static (string, object?)[] Values(GrantView grant) =>
        [("model", grant.Model), ("principal", grant.Principal), ("scopes", (int)grant.Scopes), ("until", grant.Until?.ToMicroseconds()), ("by", grant.By), ("at", grant.At.ToMicroseconds())];

    private static GrantView Read(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), (GrantScopes)row.GetInt64(2), row.Number(3) is { } until ? Statements.FromMicroseconds(until) : null, row.GetString(4), row.Moment(5));
}
