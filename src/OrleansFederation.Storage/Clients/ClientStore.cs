using System.Data.Common;
using OrleansFederation.Databases;
using OrleansFederation.Rounds;

namespace OrleansFederation.Clients;

/// <summary>Rows of enrolled clients. What they did is counted from the rounds' rows.</summary>
internal sealed class ClientStore(Database database) : IClientStore
{
    // A hundred thousand clients in one statement take a slow server longer than a statement may take.
    private const int RowsAtOnce = 5_000;

    private static readonly string Select =
        $"""
        select c.id, c.ordinal, c.site, c.federation, c.enrolled_at, max(p.reported_at),
            sum(case when p.state <> {(int)ParticipantState.Carried} then 1 else 0 end),
            sum(case when p.state = {(int)ParticipantState.Contributed} then 1 else 0 end),
            sum(case when p.failures > 0 then 1 else 0 end),
            sum(case when p.flagged then 1 else 0 end),
            (select l.examples from participant l
                where l.client = c.id and l.state = {(int)ParticipantState.Contributed} order by l.reported_at desc limit 1)
        from client c left join participant p on p.client = c.id
        """;

    private readonly string _enrol =
        $"""
        insert into client (id, ordinal, site, federation, enrolled_at)
        select e.value ->> 'id', coalesce((select max(ordinal) + 1 from client), 0) + row_number() over (order by e.key) - 1, e.value ->> 'site', @federation, @at
        from {database.Rows("clients")} as e
        where not exists (select 1 from client c where c.id = e.value ->> 'id')
        """;

    private readonly string _note =
        $"""
        insert into enrolment (federation, client, tags)
        select @federation, e.value ->> 'id', e.value -> 'tags' from {database.Rows("clients")} as e
        where true
        on conflict (federation, client) do nothing
        """;

    /// <inheritdoc/>
    public Task EnrolAsync(string federation, IReadOnlyList<Enrolment> clients, DateTimeOffset at, CancellationToken cancellationToken)
    {
        List<Statement> statements = [Statement.Lock("clients")];
        foreach (var rows in clients.DistinctBy(client => client.Id, StringComparer.Ordinal).Select(client => new EnrolmentRow(client.Id, client.Site, client.Tags.Count > 0 ? client.Tags : null)).Chunk(RowsAtOnce))
        {
            Parameter[] values =
            [
                Parameter.Text("federation", federation),
                Parameter.Json("clients", StorageJson.Write(rows, StorageJson.Default.EnrolmentRowArray)),
            ];
            statements.Add(Statement.Command(_enrol, [.. values, Parameter.Instant("at", at)]));
            statements.Add(Statement.Command(_note, values));
        }

        return database.WriteAsync(statements, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ClientView?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await WithPastAsync(
            await database.ReadAsync(Statement.Query($"{Select} where c.id = @id group by c.id", Parameter.Text("id", id)), Read, cancellationToken), null, cancellationToken)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ClientView>> ListAsync(string? federation, int limit, CancellationToken cancellationToken) =>
        await WithPastAsync(
            federation is null
                ? await database.ReadAsync(Statement.Query($"{Select} group by c.id order by c.id limit @limit", Parameter.Integer("limit", limit)), Read, cancellationToken)
                : await CountsAsync(federation, limit, cancellationToken),
            federation, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ClientView>> ListCountsAsync(string federation, CancellationToken cancellationToken) => await CountsAsync(federation, int.MaxValue, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, long>> CountBySiteAsync(CancellationToken cancellationToken) =>
        (await database.ReadAsync(
            Statement.Query("select site, count(*) from client group by site"), static row => (Site: row.Text(0), Count: row.Long(1)), cancellationToken))
        .ToDictionary(row => row.Site, row => row.Count, StringComparer.Ordinal);

    private Task<List<ClientView>> CountsAsync(string federation, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        Statement.Query(
            $"{Select} where c.id in (select n.client from enrolment n where n.federation = @federation) group by c.id order by c.id limit @limit",
            Parameter.Text("federation", federation), Parameter.Integer("limit", limit)),
        Read, cancellationToken);

    /// <summary>Adds tags, and what follows from the clients' last rounds: of one federation, as it selects by them, or of all.</summary>
    private async Task<IReadOnlyList<ClientView>> WithPastAsync(List<ClientView> clients, string? federation, CancellationToken cancellationToken)
    {
        if (clients.Count == 0)
        {
            return clients;
        }

        NameRow[] names = [.. clients.Select(client => new NameRow(client.Id))];
        var wanted = Parameter.Json("clients", StorageJson.Write(names, StorageJson.Default.NameRowArray));
        var among = $"in (select e.value ->> 'name' from {database.Rows("clients")} as e)";
        var (past, tags) = await database.ReadAsync(
        [
            federation is null
                ? Statement.Query(PastWorkRows.Query($"q.client {among}"), wanted)
                : Statement.Query(PastWorkRows.Query($"q.federation = @federation and q.client {among}"), wanted, Parameter.Text("federation", federation)),
            Statement.Query($"select client, tags from enrolment where tags is not null and client {among}", wanted),
        ],
        static () => (Past: new Dictionary<string, PastWork>(StringComparer.Ordinal), Tags: new Dictionary<string, SortedSet<string>>(StringComparer.Ordinal)),
        static (found, query, row) =>
        {
            if (query == 0)
            {
                var work = PastWorkRows.Read(row);
                found.Past.Add(work.Client, work);
            }
            else if (StorageJson.Read(row.Text(1), StorageJson.Default.StringArray) is var words && !found.Tags.TryAdd(row.Text(0), new(words, StringComparer.Ordinal)))
            {
                found.Tags[row.Text(0)].UnionWith(words);
            }
        }, cancellationToken);
        return
        [
            .. clients.Select(client => client with
            {
                Speed = past.GetValueOrDefault(client.Id)?.Speed,
                Reliability = past.GetValueOrDefault(client.Id)?.Reliability ?? 1,
                Tags = tags.TryGetValue(client.Id, out var words) ? [.. words] : [],
            }),
        ];
    }

    private static ClientView Read(DbDataReader row) => new()
    {
        Id = row.Text(0),
        Enrolment = row.Long(1),
        Site = row.Text(2),
        Federation = row.Text(3),
        EnrolledAt = row.Instant(4),
        LastSeen = row.InstantOrNull(5),
        Selected = row.Long(6),
        Contributed = row.Long(7),
        Failed = row.Long(8),
        Flagged = row.Long(9),
        Examples = row.LongOrNull(10),
    };
}
