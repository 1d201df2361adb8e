using System.Data.Common;
using OrleansFederation.Artifacts;
using OrleansFederation.Databases;
using OrleansFederation.Errors;
using OrleansFederation.Naming;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>Rows of rounds, cohorts, receipts and freezes. Sets travel as one parameter: a cohort of thousands is one statement.</summary>
internal sealed partial class RoundStore(Database database, TimeProvider clock) : IRoundStore
{
    private const int Selected = (int)ParticipantState.Selected;
    private const int Received = (int)ParticipantState.Received;
    private const int Contributed = (int)ParticipantState.Contributed;
    private const int Failed = (int)ParticipantState.Failed;
    private const int Dropped = (int)ParticipantState.Dropped;
    private const int Carried = (int)ParticipantState.Carried;
    private const int Flagged = (int)ParticipantState.Flagged;
    private const int Committed = (int)RoundPhase.Committed;

    // The report of a larger round is kept without its clients: they are rows of the cohort, all but the figures of their own tests.
    private const int MostClientsInReport = 500;

    private const string InTenure = "exists (select 1 from round r where r.federation = @federation and r.number = @round and r.epoch = @epoch)";

    private readonly string _insertCohort =
        $"""
        insert into participant (federation, round, client, ordinal, site, attempt, state, failures, steps, begun, examples, reported_at, report)
        select @federation, @round, e.value ->> 'client', cast(e.value ->> 'ordinal' as integer), e.value ->> 'site',
            cast(e.value ->> 'attempt' as integer), cast(e.value ->> 'state' as integer), 0, cast(e.value ->> 'steps' as bigint), cast(e.value ->> 'begun' as integer),
            cast(e.value ->> 'examples' as bigint), case when e.value ->> 'examples' is null then null else @opened end, e.value -> 'report'
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
        where participant.federation = @federation and participant.round = @round
            and participant.client = e.value ->> 'client' and participant.attempt = cast(e.value ->> 'attempt' as integer)
            and coalesce(participant.begun, participant.round) = cast(e.value ->> 'begun' as integer)
            and participant.state = {Selected} and {InTenure}
        """;

    // Only failed clients are moved, so that the same write, repeated after a broken connection, changes nothing.
    private readonly string _retry =
        $"""
        update participant set state = {Selected}, attempt = attempt + 1, report = null
        where federation = @federation and round = @round and state = {Failed} and {InTenure}
            and client in (select e.value ->> 'name' from {database.Rows("clients")} as e)
        """;

    // The end of a round is final once it is committed: what comes later changes nothing.
    private readonly string _markCohort =
        $"""
        update participant
        set state = case when client in (select e.value ->> 'name' from {database.Rows("contributed")} as e) then {Contributed}
            when client in (select e.value ->> 'name' from {database.Rows("carried")} as e) then {Carried} else {Dropped} end
        where federation = @federation and round = @round
            and (client in (select e.value ->> 'name' from {database.Rows("contributed")} as e)
                or client in (select e.value ->> 'name' from {database.Rows("carried")} as e)
                or client in (select e.value ->> 'name' from {database.Rows("dropped")} as e))
            and exists (select 1 from round r where r.federation = @federation and r.number = @round and r.phase <> {Committed} and r.epoch = @epoch)
        """;

    private readonly string _markClusters =
        $"""
        update participant set cluster = cast(e.value ->> 'cluster' as integer)
        from {database.Rows("clustered")} as e
        where participant.federation = @federation and participant.round = @round and participant.client = e.value ->> 'client'
            and exists (select 1 from round r where r.federation = @federation and r.number = @round and r.phase <> {Committed} and r.epoch = @epoch)
        """;

    /// <inheritdoc/>
    public Task<RoundTenure> OpenAsync(string federation, int number, IReadOnlyList<Participant> cohort, ArtifactRef @base, DateTimeOffset openedAt, string silo, CancellationToken cancellationToken)
    {
        ParticipantRow[] rows = [.. cohort.Select(p => new ParticipantRow(p.Client, p.Ordinal, p.Site, p.Attempt, (int)p.State, p.Steps, p.Begun, p.Report?.Examples, p.Report))];
        return TakeAsync(federation, number,
        [
            Statement.Command(
                $"""
                insert into round (federation, number, phase, opened_at, silo, epoch)
                values (@federation, @round, {(int)RoundPhase.Training}, @opened, @silo, 1)
                on conflict (federation, number) do update set epoch = round.epoch + 1, silo = excluded.silo
                """,
                [.. Key(federation, number), Parameter.Instant("opened", openedAt), Parameter.Text("silo", silo)]),
            Statement.Command(_insertCohort,
                [.. Key(federation, number), Parameter.Instant("opened", openedAt), Parameter.Json("cohort", StorageJson.Write(rows, StorageJson.Default.ParticipantRowArray))]),
            Statement.Command(
                $"""
                insert into artifact_reference (owner, digest, length)
                select @owner, @digest, @length from round r
                where r.federation = @federation and r.number = @round and r.phase <> {Committed}
                on conflict (owner, digest) do nothing
                """,
                [
                    .. Key(federation, number),
                    Parameter.Text("owner", GrainKeys.Round(federation, number)),
                    Parameter.Text("digest", @base.Digest),
                    Parameter.Integer("length", @base.Length),
                ]),
        ], cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<RoundRecord?> LoadAsync(string federation, int number, CancellationToken cancellationToken)
    {
        // The freeze is read before the cohort, so that a receipt that a freeze counts is there as well.
        var rows = await database.ReadAsync(
        [
            Statement.Query("select phase, opened_at, report from round where federation = @federation and number = @round", Key(federation, number)),
            FreezeOf(federation, number),
            Statement.Query(
                "select client, ordinal, site, attempt, state, report, scores, steps, begun, cluster from participant where federation = @federation and round = @round order by ordinal, client",
                Key(federation, number)),
        ], static () => new RoundRows(), static (rows, query, row) => rows.Add(query, row), cancellationToken);
        return rows.ToRecord(number);
    }

    /// <inheritdoc/>
    public async Task<long> GetEpochAsync(string federation, int number, CancellationToken cancellationToken) =>
        (await database.ReadAsync(EpochOf(federation, number), static row => row.Long(0), cancellationToken)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task RecordAsync(RoundTenure tenure, IReadOnlyList<TaskReport> reports, CancellationToken cancellationToken)
    {
        ReportRow[] rows =
        [
            .. reports
                .Where(report => report.Key.Kind == TaskKind.Train && report.Key.Federation == tenure.Federation)
                .DistinctBy(report => report.Key)
                .Select(report => new ReportRow(report.Key.Client, report.Key.Attempt, report.Key.Round,
                    report.Failure is null ? (int)ParticipantState.Received : Failed, report.Examples, report)),
        ];
        if (rows.Length > 0)
        {
            await WriteAsync(tenure,
            [
                Statement.Command(_record,
                [
                    .. Key(tenure),
                    Parameter.Json("reports", StorageJson.Write(rows, StorageJson.Default.ReportRowArray)),
                    Parameter.Instant("at", clock.GetUtcNow()),
                ]),
            ], cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task RetryAsync(RoundTenure tenure, IReadOnlyList<string> clients, CancellationToken cancellationToken) =>
        WriteAsync(tenure, [Statement.Command(_retry, [.. Key(tenure), Names("clients", clients)])], cancellationToken);

    /// <inheritdoc/>
    public Task FinishAsync(RoundTenure tenure, RoundReport report, CancellationToken cancellationToken) => WriteAsync(tenure,
    [
        Statement.Command(_markCohort,
        [
            .. Key(tenure),
            Names("contributed", [.. report.Clients.Where(client => client.State == ParticipantState.Contributed).Select(client => client.Client)]),
            Names("carried", [.. report.Clients.Where(client => client.State == ParticipantState.Carried).Select(client => client.Client)]),
            Names("dropped", [.. report.Clients.Where(client => client.State == ParticipantState.Dropped).Select(client => client.Client)]),
        ]),
        .. MarkClusters(tenure, report),
        Statement.Command(
            $"""
            update round set phase = @phase, report = @report
            where federation = @federation and number = @round and epoch = @epoch and phase <> {Committed}
            """,
            [
                .. Key(tenure),
                Parameter.Integer("phase", (int)report.Phase),
                Parameter.Json("report", StorageJson.Write(report.Clients.Count > MostClientsInReport ? report with { Clients = [] } : report, StorageJson.Default.RoundReport)),
            ]),
    ], cancellationToken);

    private Statement[] MarkClusters(RoundTenure tenure, RoundReport report)
    {
        ClusteredRow[] rows = [.. report.Clients.Where(client => client is { State: ParticipantState.Contributed, Cluster: not null }).Select(client => new ClusteredRow(client.Client, client.Cluster!.Value))];
        return rows.Length == 0
            ? []
            : [Statement.Command(_markClusters, [.. Key(tenure), Parameter.Json("clustered", StorageJson.Write(rows, StorageJson.Default.ClusteredRowArray))])];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Continuation>> ContinuationsAsync(string federation, int number, CancellationToken cancellationToken) =>
        LastAsync("select o.client from participant o where o.federation = @federation and o.round = @round", Key(federation, number), cancellationToken);

    /// <inheritdoc/>
    public Task ReleaseAsync(string federation, int number, CancellationToken cancellationToken) => database.WriteAsync(
    [
        Statement.Command(
            "delete from artifact_reference where owner = @owner and not exists (select 1 from round r where r.federation = @federation and r.number = @round)",
            [.. Key(federation, number), Parameter.Text("owner", GrainKeys.Round(federation, number))]),
    ], cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PastWork>> PastWorkAsync(string federation, int before, CancellationToken cancellationToken) => await database.ReadAsync(
        Statement.Query(
            PastWorkRows.Query("q.federation = @federation and q.round >= @first and q.round < @round"),
            [.. Key(federation, before), Parameter.Integer("first", before - PastWork.Rounds)]),
        PastWorkRows.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Continuation>> LastContributionsAsync(string federation, int number, IReadOnlyList<string> clients, CancellationToken cancellationToken)
    {
        NameRow[] names = [.. clients.Select(client => new NameRow(client))];
        return LastAsync(
            $"select e.value ->> 'name' as client from {database.Rows("clients")} as e",
            [.. Key(federation, number), Parameter.Json("clients", StorageJson.Write(names, StorageJson.Default.NameRowArray))],
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, int>> ClustersAsync(string federation, int number, CancellationToken cancellationToken) => (await database.ReadAsync(
        Statement.Query(
            $"""
            select p.client, p.cluster
            from participant p join round r on r.federation = p.federation and r.number = p.round
            where p.federation = @federation and p.round = @round and p.state = {Contributed} and p.cluster is not null and r.phase = {Committed}
            """, Key(federation, number)),
        static row => (Client: row.Text(0), Cluster: row.Integer(1)), cancellationToken)).ToDictionary(row => row.Client, row => row.Cluster, StringComparer.Ordinal);

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

        return RoundRows.ForList(reports);
    }

    /// <summary>Ends the tenure before, and gives the new one. The lock makes it wait for what is being written, so that what is loaded afterwards is complete.</summary>
    private async Task<RoundTenure> TakeAsync(string federation, int number, IReadOnlyList<Statement> statements, CancellationToken cancellationToken)
    {
        var epochs = await database.WriteAsync(
            [LockOf(federation, number), .. statements, EpochOf(federation, number)], static row => row.Long(0), cancellationToken);
        return epochs is [var epoch] ? new(federation, number, epoch) : throw NotFound(federation, number);
    }

    /// <summary>Runs statements that change nothing unless the tenure is in force, and tells where it is not.</summary>
    private async Task WriteAsync(RoundTenure tenure, IReadOnlyList<Statement> statements, CancellationToken cancellationToken) =>
        await WriteAsync<object?>(tenure, statements, null, static _ => null, cancellationToken);

    /// <summary>The same, and gives the rows of a query of the same transaction.</summary>
    private async Task<List<T>> WriteAsync<T>(RoundTenure tenure, IReadOnlyList<Statement> statements, Statement? then, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var (federation, number, epoch) = tenure;
        var asked = statements.Count + 1;
        var (epochs, rows) = await database.WriteAsync(
            [LockOf(federation, number), .. statements, EpochOf(federation, number), .. then is null ? (Statement[])[] : [then]],
            static () => (Epochs: new List<long>(), Rows: new List<T>()),
            (result, statement, row) =>
            {
                if (statement == asked)
                {
                    result.Epochs.Add(row.Long(0));
                }
                else if (statement > asked)
                {
                    result.Rows.Add(read(row));
                }
            }, cancellationToken);
        if (epochs is not [var inForce])
        {
            throw NotFound(federation, number);
        }

        return inForce == epoch
            ? rows
            : throw FederationErrors.RoundTakenOver.Exception($"{federation} round {number}", $"it was taken up for the {inForce}. time, and this is the {epoch}.");
    }

    private static Statement LockOf(string federation, int number) => Statement.Lock($"round/{federation}/{number}");

    private static Statement EpochOf(string federation, int number) =>
        Statement.Query("select epoch from round where federation = @federation and number = @round", Key(federation, number));

    private static Parameter[] Key(string federation, int number) =>
        [Parameter.Text("federation", federation), Parameter.Integer("round", number)];

    private static Parameter[] Key(RoundTenure tenure) => [.. Key(tenure.Federation, tenure.Number), Parameter.Integer("epoch", tenure.Epoch)];

    private static Parameter Names(string parameter, IReadOnlyList<string> names)
    {
        NameRow[] rows = [.. names.Select(name => new NameRow(name))];
        return Parameter.Json(parameter, StorageJson.Write(rows, StorageJson.Default.NameRowArray));
    }

    private static FederationException NotFound(string federation, int number) =>
        FederationErrors.RoundNotFound.Exception($"{federation} round {number}", "there is no row of this round");

    /// <summary>The last committed contribution of each of some clients: one step back in the index by client, however many rounds there are.</summary>
    private async Task<IReadOnlyList<Continuation>> LastAsync(string clients, Parameter[] values, CancellationToken cancellationToken) => await database.ReadAsync(
        Statement.Query(
            $"""
            select p.client, coalesce(p.begun, p.round), p.report -> 'update' ->> 'digest'
            from ({clients}) as c join participant p on p.federation = @federation and p.client = c.client
            where p.round = (
                select q.round from participant q join round r on r.federation = q.federation and r.number = q.round
                where q.federation = @federation and q.client = c.client and q.round < @round and q.state = {Contributed} and r.phase = {Committed}
                order by q.round desc limit 1)
            order by p.ordinal, p.client
            """, values),
        static row => new Continuation(row.Text(0), row.Integer(1), row.Text(2)), cancellationToken);
}
