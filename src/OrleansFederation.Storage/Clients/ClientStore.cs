using System.Data.Common;
using OrleansFederation.Storage;

namespace OrleansFederation.Clients;

/// <inheritdoc cref="IClientStore"/>
internal sealed class ClientStore(Database database) : IClientStore
{
    private const string Columns =
        """
        select c.id, c.enrolment, c.site, c.federation, c.enrolled_at, max(p.reported_at), count(p.round),
            sum(case when p.state = 2 then 1 else 0 end), sum(case when p.state = 3 then 1 else 0 end),
            max(case when p.state = 2 then p.examples end)
        from client c left join participant p on p.client = c.id
        """;

    private const string Grouping = " group by c.id, c.enrolment, c.site, c.federation, c.enrolled_at order by c.id";

    public Task EnrolAsync(string federation, IReadOnlyList<Enrolment> clients, DateTimeOffset at, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            if (database.IsPostgres)
            {
                await connection.RunAsync("lock table client in exclusive mode", cancellationToken);
            }

            var next = (await connection.ListAsync("select coalesce(max(enrolment), -1) + 1 from client", row => row.GetInt64(0), cancellationToken))[0];
            foreach (var client in clients)
            {
                next += await connection.RunAsync(
                    "insert into client (id, enrolment, site, federation, enrolled_at) values (@id, @enrolment, @site, @federation, @at) on conflict (id) do nothing",
                    cancellationToken,
                    ("id", client.Id), ("enrolment", next), ("site", client.Site), ("federation", federation), ("at", at.ToMicroseconds()));
            }

            return next;
        },
        cancellationToken);

    public async Task<ClientView?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await database.QueryAsync(Columns + " where c.id = @id" + Grouping, Read, cancellationToken, ("id", id))).FirstOrDefault();

    public async Task<IReadOnlyList<ClientView>> ListAsync(string? federation, int limit, CancellationToken cancellationToken) => federation is null
        ? await database.QueryAsync(Columns + Grouping + " limit @limit", Read, cancellationToken, ("limit", limit))
        : await database.QueryAsync(Columns + " where c.federation = @federation" + Grouping + " limit @limit", Read, cancellationToken, ("federation", federation), ("limit", limit));

    private static ClientView Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        Enrolment = row.GetInt64(1),
        Site = row.GetString(2),
        Federation = row.GetString(3),
        EnrolledAt = row.Moment(4),
        LastSeen = row.Number(5) is { } seen ? Statements.FromMicroseconds(seen) : null,
        Selected = row.GetInt64(6),
        Contributed = row.Number(7) ?? 0,
        Failed = row.Number(8) ?? 0,
        Examples = row.Number(9),
    };
}
