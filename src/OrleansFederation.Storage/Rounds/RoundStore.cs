using System.Data.Common;
using OrleansFederation.Databases;
using OrleansFederation.Errors;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>Rows of rounds, cohorts, receipts and freezes. Sets travel as one parameter: a cohort of thousands is one statement.</summary>
internal sealed class RoundStore(Database database, TimeProvider clock) : IRoundStore
{
    private const int Selected = (int)ParticipantState.Selected;
    private const int Contributed = (int)ParticipantState.Contributed;
    private const int Failed = (int)ParticipantState.Failed;
    private const int Dropped = (int)ParticipantState.Dropped;
    private const int Committed = (int)RoundPhase.Committed;

    // The report of a larger round is kept without its clients: they are rows of the cohort, all but the figures of their own tests.
    private const int MostClientsInReport = 500;
    private const int MostClientsInList = 2_000;

    private readonly string _insertCohort =
        $"""
        insert into participant (federation, round, client, ordinal, site, attempt, state, failures)
        select @federation, @round, e.value ->> 'client', cast(e.value ->> 'ordinal' as integer), e.value ->> 'site',
            cast(e.value ->> 'attempt' as integer), cast(e.value ->> 'state' as integer), 0
        from {database.Rows("cohort")} as e
        where not exists (select 1 from participant p where p.federation = @federation and p.round = @round)
        """;

    private readonly string _record =
        $"""
        update participant
        set state = cast(e.value ->> 'state' as integer),
            failures = participant.failures + case when cast(e.value ->> 'state' as integer) = {Failed} then 1 else 0 end,
            examples = cast(e.value ->> 'examples' as bigint),
            reported_at = @at,
            report = e.value -> 'report'
        from {database.Rows("reports")} as e
        where participant.federation = e.value ->> 'federation' and participant.round = cast(e.value ->> 'round' as integer)
            and participant.client = e.value ->> 'client' and participant.attempt = cast(e.value ->> 'attempt' as integer)
            and participant.state = {Selected}
        """;

    private readonly string _retry =
        $"""
        update participant set state = {Selected}, attempt = attempt + 1, report = null
        where federation = @federation and round = @round and client in (select e.value ->> 'name' from {database.Rows("clients")} as e)
        """;

    // The end of a round is final once it is committed: what comes later changes nothing.
    private readonly string _markCohort =
        $"""
        update participant
        set state = case when client in (select e.value ->> 'name' from {database.Rows("contributed")} as e) then {Contributed} else {Dropped} end
        where federation = @federation and round = @round
            and (client in (select e.value ->> 'name' from {database.Rows("contributed")} as e)
                or client in (select e.value ->> 'name' from {database.Rows("dropped")} as e))
            and exists (select 1 from round r where r.federation = @federation and r.number = @round and r.phase <> {Committed})
        """;

    /// <inheritdoc/>
    public Task OpenAsync(string federation, int number, IReadOnlyList<Participant> cohort, DateTimeOffset openedAt, string silo, CancellationToken cancellationToken)
    {
        ParticipantRow[] rows = [.. cohort.Select(p => new ParticipantRow(p.Client, p.Ordinal, p.Site, p.Attempt, (int)p.State))];
        return database.WriteAsync(
        [
            Statement.Command(
                $"""
                insert into round (federation, number, phase, opened_at, silo)
                values (@federation, @round, {(int)RoundPhase.Training}, @opened, @silo)
                on conflict (federation, number) do nothing
                """,
                [.. Key(federation, number), Parameter.Instant("opened", openedAt), Parameter.Text("silo", silo)]),
            Statement.Command(_insertCohort,
                [.. Key(federation, number), Parameter.Json("cohort", StorageJson.Write(rows, StorageJson.Default.ParticipantRowArray))]),
        ], cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<RoundRecord?> LoadAsync(string federation, int number, CancellationToken cancellationToken)
    {
        // The freeze is read before the cohort, so that a receipt that a freeze counts is there as well.
        var rows = await database.ReadAsync(
        [
            Statement.Query("select phase, opened_at, report from round where federation = @federation and number = @round", Key(federation, number)),
            Statement.Query(
                "select number, contributors, digest from round_freeze where federation = @federation and round = @round order by number desc limit 1",
                Key(federation, number)),
            Statement.Query(
                "select client, ordinal, site, attempt, state, report from participant where federation = @federation and round = @round order by ordinal, client",
                Key(federation, number)),
        ], static () => new RoundRows(), static (rows, query, row) => rows.Add(query, row), cancellationToken);
        return rows.ToRecord(number);
    }

    /// <inheritdoc/>
    public async Task RecordAsync(IReadOnlyList<TaskReport> reports, CancellationToken cancellationToken)
    {
        ReportRow[] rows =
        [
            .. reports
                .Where(report => report.Key.Kind == TaskKind.Train)
                .DistinctBy(report => report.Key)
                .Select(report => new ReportRow(report.Key.Federation, report.Key.Round, report.Key.Client, report.Key.Attempt,
                    report.Failure is null ? (int)ParticipantState.Received : Failed, report.Examples, report)),
        ];
        if (rows.Length == 0)
        {
            return;
        }

        await database.WriteAsync(
        [
            Statement.Command(_record,
                Parameter.Json("reports", StorageJson.Write(rows, StorageJson.Default.ReportRowArray)), Parameter.Instant("at", clock.GetUtcNow())),
        ], cancellationToken);
    }

    /// <inheritdoc/>
    public Task RetryAsync(string federation, int number, IReadOnlyList<string> clients, CancellationToken cancellationToken) => database.WriteAsync(
        [Statement.Command(_retry, [.. Key(federation, number), Names("clients", clients)])], cancellationToken);

    /// <inheritdoc/>
    public async Task<Freeze> FreezeAsync(string federation, int number, Freeze freeze, CancellationToken cancellationToken)
    {
        string[] contributors = [.. freeze.Contributors];
        var inForce = await database.WriteAsync(
        [
            Statement.Lock($"round/{federation}/{number}"),
            Statement.Command(
                """
                insert into round_freeze (federation, round, number, contributors, digest)
                select r.federation, r.number, @number, @contributors, @digest from round r
                where r.federation = @federation and r.number = @round and not exists (
                    select 1 from round_freeze f where f.federation = @federation and f.round = @round and f.number >= @number)
                """,
                [
                    .. Key(federation, number),
                    Parameter.Integer("number", freeze.Number),
                    Parameter.Json("contributors", StorageJson.Write(contributors, StorageJson.Default.StringArray)),
                    Parameter.Text("digest", freeze.Digest),
                ]),
            Statement.Query(
                "select number, contributors, digest from round_freeze where federation = @federation and round = @round order by number desc limit 1",
                Key(federation, number)),
        ], RoundRows.ReadFreeze, cancellationToken);
        return inForce.SingleOrDefault() ?? throw NotFound(federation, number);
    }

    /// <inheritdoc/>
    public async Task FinishAsync(string federation, RoundReport report, CancellationToken cancellationToken)
    {
        var found = await database.WriteAsync(
        [
            Statement.Command(_markCohort,
            [
                .. Key(federation, report.Round),
                Names("contributed", [.. report.Clients.Where(client => client.State == ParticipantState.Contributed).Select(client => client.Client)]),
                Names("dropped", [.. report.Clients.Where(client => client.State == ParticipantState.Dropped).Select(client => client.Client)]),
            ]),
            Statement.Command(
                $"update round set phase = @phase, report = @report where federation = @federation and number = @round and phase <> {Committed}",
                [
                    .. Key(federation, report.Round),
                    Parameter.Integer("phase", (int)report.Phase),
                    Parameter.Json("report", StorageJson.Write(report.Clients.Count > MostClientsInReport ? report with { Clients = [] } : report, StorageJson.Default.RoundReport)),
                ]),
            Statement.Query("select phase from round where federation = @federation and number = @round", Key(federation, report.Round)),
        ], static row => row.Integer(0), cancellationToken);
        if (found.Count == 0)
        {
            throw NotFound(federation, report.Round);
        }
    }

    /// <inheritdoc/>
    public Task ReopenAsync(string federation, int number, string silo, CancellationToken cancellationToken) => database.WriteAsync(
    [
        Statement.Command(
            $"""
            update participant set state = {Selected}, attempt = attempt + 1, report = null
            where federation = @federation and round = @round and state in ({Failed}, {Dropped}) and exists (
                select 1 from round r where r.federation = @federation and r.number = @round
                    and r.phase in ({(int)RoundPhase.Failed}, {(int)RoundPhase.Cancelled}))
            """, Key(federation, number)),
        Statement.Command(
            $"""
            update round set phase = {(int)RoundPhase.Training}, silo = @silo, report = null
            where federation = @federation and number = @round and phase in ({(int)RoundPhase.Failed}, {(int)RoundPhase.Cancelled})
            """, [.. Key(federation, number), Parameter.Text("silo", silo)]),
    ], cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RoundReport>> ListAsync(string federation, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            Statement.Query("select number, report from round where federation = @federation order by number", Parameter.Text("federation", federation)),
            static row => (Number: row.Integer(0), Report: row.TextOrNull(1)), cancellationToken);
        var reports = new List<RoundReport>(rows.Count);
        foreach (var (number, report) in rows)
        {
            // At most one round is unfinished; its report is what its rows say so far.
            reports.Add(report is not null
                ? RoundRows.ReadReport(report)
                : (await LoadAsync(federation, number, cancellationToken) ?? throw NotFound(federation, number)).Report);
        }

        var clients = 0;
        for (var i = reports.Count - 1; i >= 0; i--)
        {
            clients += reports[i].Clients.Count;
            if (clients > MostClientsInList)
            {
                reports[i] = reports[i] with { Clients = [] };
            }
        }

        return reports;
    }

    private static Parameter[] Key(string federation, int number) =>
        [Parameter.Text("federation", federation), Parameter.Integer("round", number)];

    private static Parameter Names(string parameter, IReadOnlyList<string> names)
    {
        NameRow[] rows = [.. names.Select(name => new NameRow(name))];
        return Parameter.Json(parameter, StorageJson.Write(rows, StorageJson.Default.NameRowArray));
    }

    private static FederationException NotFound(string federation, int number) =>
        FederationErrors.RoundNotFound.Exception($"{federation} round {number}", "there is no row of this round");
}
