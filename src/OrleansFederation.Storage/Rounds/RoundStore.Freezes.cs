using OrleansFederation.Databases;

namespace OrleansFederation.Rounds;

/// <content>Freezes, and what takes clients out of them.</content>
internal sealed partial class RoundStore
{
    private static readonly string IsOver =
        $"exists (select 1 from round r where r.federation = @federation and r.number = @round and r.phase in ({(int)RoundPhase.Failed}, {(int)RoundPhase.Cancelled}))";

    // Written once: repeated after a broken connection it changes nothing. In a round that failed and was opened again, contributors are marked as such already.
    private readonly string _flag =
        $"""
        update participant
        set scores = e.value -> 'scores',
            flagged = cast(e.value ->> 'flagged' as boolean),
            state = case when cast(e.value ->> 'excluded' as boolean) then {Flagged} else participant.state end
        from {database.Rows("scored")} as e
        where participant.federation = @federation and participant.round = @round
            and participant.client = e.value ->> 'client' and participant.attempt = cast(e.value ->> 'attempt' as integer)
            and participant.state in ({Received}, {Contributed}) and participant.scores is null and {InTenure}
        """;

    // Only once, however often it is repeated: a client that has failed is not moved again.
    private readonly string _fail =
        $"""
        update participant
        set state = {Failed}, failures = participant.failures + 1, report = e.value -> 'report'
        from {database.Rows("failed")} as e
        where participant.federation = @federation and participant.round = @round
            and participant.client = e.value ->> 'client' and participant.attempt = cast(e.value ->> 'attempt' as integer)
            and participant.state in ({Received}, {Contributed}) and {InTenure}
        """;

    /// <inheritdoc/>
    public async Task<Freeze> FreezeAsync(RoundTenure tenure, Freeze freeze, CancellationToken cancellationToken) =>
        (await WriteAsync(tenure, [Insert(tenure, freeze)], FreezeOf(tenure.Federation, tenure.Number), RoundRows.ReadFreeze, cancellationToken)).Single();

    /// <inheritdoc/>
    public async Task<Freeze> FlagAsync(RoundTenure tenure, Freeze freeze, IReadOnlyList<Participant> scored, CancellationToken cancellationToken)
    {
        ScoredRow[] rows = [.. scored.Select(client => new ScoredRow(client.Client, client.Attempt, client.State == ParticipantState.Flagged, client.IsFlagged, client.Scores ?? []))];
        return (await WriteAsync(tenure,
        [
            Insert(tenure, freeze),
            Statement.Command(_flag, [.. Key(tenure), Parameter.Json("scored", StorageJson.Write(rows, StorageJson.Default.ScoredRowArray))]),
        ], FreezeOf(tenure.Federation, tenure.Number), RoundRows.ReadFreeze, cancellationToken)).Single();
    }

    /// <inheritdoc/>
    public async Task<Freeze> FailAsync(RoundTenure tenure, Freeze freeze, IReadOnlyList<Participant> failed, CancellationToken cancellationToken)
    {
        ReportRow[] rows = [.. failed.Select(client => new ReportRow(client.Client, client.Attempt, client.Begun ?? tenure.Number, Failed, client.Report!.Examples, client.Report))];
        return (await WriteAsync(tenure,
        [
            Insert(tenure, freeze),
            Statement.Command(_fail, [.. Key(tenure), Parameter.Json("failed", StorageJson.Write(rows, StorageJson.Default.ReportRowArray))]),
        ], FreezeOf(tenure.Federation, tenure.Number), RoundRows.ReadFreeze, cancellationToken)).Single();
    }

    /// <inheritdoc/>
    public async Task<RoundTenure> ReopenAsync(string federation, int number, string silo, CancellationToken cancellationToken)
    {
        // Nobody but who reopens it writes to a round that is over.
        var record = await LoadAsync(federation, number, cancellationToken);
        var failed = (record?.Cohort ?? []).Where(client => client.State == ParticipantState.Failed).Select(client => client.Client).ToHashSet(StringComparer.Ordinal);
        var isVoid = record?.Freeze?.Contributors.Any(failed.Contains) ?? false;
        return await TakeAsync(federation, number,
        [
            .. isVoid ? Void(federation, number) : [],

            // Where contributors are frozen, nobody is asked again: who failed stays so.
            .. record?.Freeze is null || isVoid
                ? (Statement[])[Statement.Command($"update participant set state = {Selected}, attempt = attempt + 1, report = null where federation = @federation and round = @round and state in ({Failed}, {Dropped}) and {IsOver}", Key(federation, number))]
                : [],
            Statement.Command(
                $"""
                update round set phase = {(int)RoundPhase.Training}, report = null
                where federation = @federation and number = @round and phase in ({(int)RoundPhase.Failed}, {(int)RoundPhase.Cancelled})
                """, Key(federation, number)),
            Statement.Command(
                "update round set epoch = epoch + 1, silo = @silo where federation = @federation and number = @round",
                [.. Key(federation, number), Parameter.Text("silo", silo)]),
        ], cancellationToken);
    }

    /// <summary>Takes the freezes back and scores with them, so that those whose updates are there wait for the others.</summary>
    private static Statement[] Void(string federation, int number) =>
    [
        Statement.Command(
            $"""
            update participant
            set state = case when state in ({Contributed}, {Flagged}) then {Received} else state end, scores = null, flagged = false, cluster = null
            where federation = @federation and round = @round and {IsOver}
            """, Key(federation, number)),
        Statement.Command($"delete from round_freeze where federation = @federation and round = @round and {IsOver}", Key(federation, number)),
    ];

    /// <summary>Inserts a freeze, unless one of its number or a higher one is there.</summary>
    private static Statement Insert(RoundTenure tenure, Freeze freeze)
    {
        string[] contributors = [.. freeze.Contributors];
        return Statement.Command(
            """
            insert into round_freeze (federation, round, number, contributors, digest)
            select r.federation, r.number, @number, @contributors, @digest from round r
            where r.federation = @federation and r.number = @round and r.epoch = @epoch and not exists (
                select 1 from round_freeze f where f.federation = @federation and f.round = @round and f.number >= @number)
            """,
            [
                .. Key(tenure),
                Parameter.Integer("number", freeze.Number),
                Parameter.Json("contributors", StorageJson.Write(contributors, StorageJson.Default.StringArray)),
                Parameter.Text("digest", freeze.Digest),
            ]);
    }

    private static Statement FreezeOf(string federation, int number) => Statement.Query(
        "select number, contributors, digest from round_freeze where federation = @federation and round = @round order by number desc limit 1", Key(federation, number));
}
