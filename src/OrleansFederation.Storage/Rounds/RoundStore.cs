using System.Data.Common;
using OrleansFederation.Storage;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <inheritdoc cref="IRoundStore"/>
internal sealed class RoundStore(Database database, TimeProvider clock) : IRoundStore
{
    private const string OfRound = " where federation = @federation and round = @round";

    public Task OpenAsync(string federation, int number, IReadOnlyList<Participant> cohort, DateTimeOffset openedAt, string silo, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var made = await connection.RunAsync(
                "insert into round (federation, number, phase, opened_at, silo) values (@federation, @number, @phase, @at, @silo) on conflict (federation, number) do nothing",
                cancellationToken,
                ("federation", federation), ("number", number), ("phase", (int)RoundPhase.Training), ("at", openedAt.ToMicroseconds()), ("silo", silo));
            if (made > 0)
            {
                foreach (var chunk in cohort.Chunk(200))
                {
                    await InsertAsync(connection, federation, number, chunk, cancellationToken);
                }
            }

            return made;
        },
        cancellationToken);

    public Task<RoundRecord?> LoadAsync(string federation, int number, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            var reports = await connection.ListAsync(
                "select number, phase, opened_at, report from round where federation = @federation and number = @round", ReadReport, cancellationToken, ("federation", federation), ("round", number));
            if (reports.Count == 0)
            {
                return null;
            }

            var cohort = await connection.ListAsync(
                "select client, ordinal, site, attempt, state, report from participant" + OfRound + " order by ordinal",
                row => new Participant(row.GetString(0), (int)row.GetInt64(1), row.GetString(2), (int)row.GetInt64(3), Current((ParticipantState)row.GetInt64(4)), Json.Read<TaskReport>(row.Text(5))),
                cancellationToken, ("federation", federation), ("round", number));
            var freeze = await InForceAsync(connection, federation, number, cancellationToken);
            return new RoundRecord(cohort, freeze, reports[0]);
        },
        cancellationToken);

    public Task RecordAsync(IReadOnlyList<TaskReport> reports, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var at = clock.GetUtcNow().ToMicroseconds();
            foreach (var report in reports)
            {
                await connection.RunAsync(
                    "update participant set state = @state, examples = @examples, reported_at = @at, report = @report" + OfRound + " and client = @client and attempt = @attempt and state = 0",
                    cancellationToken,
                    ("federation", report.Key.Federation), ("round", report.Key.Round), ("client", report.Key.Client), ("attempt", report.Key.Attempt),
                    ("state", (int)(report.Failure is null ? ParticipantState.Received : ParticipantState.Failed)), ("examples", report.Examples), ("at", at), ("report", Json.Write(report)));
            }

            return true;
        },
        cancellationToken);

    public Task RetryAsync(string federation, int number, IReadOnlyList<string> clients, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            foreach (var client in clients)
            {
                await connection.RunAsync(
                    "update participant set state = 0, attempt = attempt + 1, report = null" + OfRound + " and client = @client", cancellationToken,
                    ("federation", federation), ("round", number), ("client", client));
            }

            return true;
        },
        cancellationToken);

    public Task<Freeze> FreezeAsync(string federation, int number, Freeze freeze, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            await connection.RunAsync(
                """
                insert into freeze (federation, round, number, contributors, digest)
                select @federation, @round, @number, @contributors, @digest
                where not exists (select 1 from freeze where federation = @federation and round = @round and number >= @number)
                on conflict (federation, round, number) do nothing
                """,
                cancellationToken,
                ("federation", federation), ("round", number), ("number", freeze.Number), ("contributors", string.Join('\n', freeze.Contributors)), ("digest", freeze.Digest));
            return (await InForceAsync(connection, federation, number, cancellationToken))!;
        },
        cancellationToken);

    public Task FinishAsync(string federation, RoundReport report, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            await connection.RunAsync(
                "update round set phase = @phase, report = @report where federation = @federation and number = @round", cancellationToken,
                ("federation", federation), ("round", report.Round), ("phase", (int)report.Phase), ("report", Json.Write(report)));
            foreach (var group in report.Clients.Where(client => client.State is ParticipantState.Contributed or ParticipantState.Dropped).GroupBy(client => client.State))
            {
                foreach (var client in group)
                {
                    await connection.RunAsync(
                        "update participant set state = @state" + OfRound + " and client = @client", cancellationToken,
                        ("federation", federation), ("round", report.Round), ("client", client.Client), ("state", (int)group.Key));
                }
            }

            return true;
        },
        cancellationToken);

    public Task ReopenAsync(string federation, int number, string silo, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            await connection.RunAsync(
                "update round set phase = @phase, silo = @silo, report = null where federation = @federation and number = @round", cancellationToken,
                ("federation", federation), ("round", number), ("phase", (int)RoundPhase.Training), ("silo", silo));
            await connection.RunAsync(
                "update participant set state = 0, attempt = attempt + 1, report = null" + OfRound + " and state = @failed", cancellationToken,
                ("federation", federation), ("round", number), ("failed", (int)ParticipantState.Failed));
            return await connection.RunAsync(
                "update participant set state = case when report is null then 0 else 1 end" + OfRound + " and state = @dropped", cancellationToken,
                ("federation", federation), ("round", number), ("dropped", (int)ParticipantState.Dropped));
        },
        cancellationToken);

    public async Task<IReadOnlyList<RoundReport>> ListAsync(string federation, CancellationToken cancellationToken) => await database.QueryAsync(
        "select number, phase, opened_at, report from round where federation = @federation order by number", ReadReport, cancellationToken, ("federation", federation));

    /// <summary>A contribution or a drop is how the round ended; to a round that is continued after a crash it is a receipt, or none.</summary>
    private static ParticipantState Current(ParticipantState state) => state switch
    {
        ParticipantState.Contributed => ParticipantState.Received,
        ParticipantState.Dropped => ParticipantState.Selected,
        _ => state,
    };

    private static Task<int> InsertAsync(DbConnection connection, string federation, int number, Participant[] cohort, CancellationToken cancellationToken)
    {
        var rows = string.Join(", ", cohort.Select((_, i) => $"(@federation, @round, @ordinal{i}, @client{i}, @site{i}, @attempt{i}, 0)"));
        (string, object?)[] parameters =
        [
            ("federation", federation), ("round", number),
            .. cohort.SelectMany((client, i) => ((string, object?)[])[($"ordinal{i}", client.Ordinal), ($"client{i}", client.Client), ($"site{i}", client.Site), ($"attempt{i}", client.Attempt)]),
        ];
        return connection.RunAsync($"insert into participant (federation, round, ordinal, client, site, attempt, state) values {rows}", cancellationToken, parameters);
    }

    private static async Task<Freeze?> InForceAsync(DbConnection connection, string federation, int number, CancellationToken cancellationToken) =>
        (await connection.ListAsync(
            "select number, contributors, digest from freeze" + OfRound + " order by number desc limit 1",
            row => new Freeze((int)row.GetInt64(0), row.GetString(1).Split('\n', StringSplitOptions.RemoveEmptyEntries), row.GetString(2)),
            cancellationToken, ("federation", federation), ("round", number))).FirstOrDefault();

    private static RoundReport ReadReport(DbDataReader row) => Json.Read<RoundReport>(row.Text(3))
        ?? new() { Round = (int)row.GetInt64(0), Phase = (RoundPhase)row.GetInt64(1), OpenedAt = row.Moment(2) };
}
