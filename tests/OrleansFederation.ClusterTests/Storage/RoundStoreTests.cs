using OrleansFederation.Errors;
using OrleansFederation.Naming;
using OrleansFederation.Rounds;
using OrleansFederation.Training;
using Xunit;

namespace OrleansFederation.Storage;

public sealed class SqliteRoundStoreTests(SqliteStorage fixture) : RoundStoreTests(fixture), IClassFixture<SqliteStorage>;

public sealed class PostgresRoundStoreTests(PostgresStorage fixture) : RoundStoreTests(fixture), IClassFixture<PostgresStorage>;

/// <summary>What a round store keeps, on whatever database.</summary>
public abstract class RoundStoreTests(StorageFixture fixture)
{
    private readonly FederationStorage _storage = fixture.Storage;
    private readonly string _federation = "f-" + Guid.NewGuid().ToString("n");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IRoundStore Rounds => _storage.Rounds;

    [Fact]
    public async Task A_round_that_was_never_opened_is_not_there()
    {
        Assert.Null(await Rounds.LoadAsync(_federation, 1, Cancel));
    }

    [Fact]
    public async Task An_opened_round_has_its_cohort_in_ordinal_order_and_trains()
    {
        await Rounds.OpenAsync(_federation, 1, [.. Samples.Cohort("zoe", "adam", "mia")], Samples.Base, Samples.At, "silo", Cancel);

        var record = await LoadAsync(1);

        Assert.Equal(["zoe", "adam", "mia"], record.Cohort.Select(p => p.Client));
        Assert.All(record.Cohort, p => Assert.Equal((1, ParticipantState.Selected), (p.Attempt, p.State)));
        Assert.Null(record.Freeze);
        Assert.Equal((1, RoundPhase.Training, Samples.At), (record.Report.Round, record.Report.Phase, record.Report.OpenedAt));
    }

    [Fact]
    public async Task The_steps_that_a_budget_leaves_stay_with_the_client_in_every_attempt()
    {
        Participant[] cohort = [.. Samples.Cohort("a", "b").Select(client => client.Client == "a" ? client with { Steps = 7_000_000_000 } : client)];
        await Rounds.OpenAsync(_federation, 1, cohort, Samples.Base, Samples.At, "silo", Cancel);
        await Rounds.RecordAsync(new(_federation, 1, 1), [Samples.Failure(_federation, 1, "a")], Cancel);
        await Rounds.RetryAsync(new(_federation, 1, 1), ["a"], Cancel);

        var record = await LoadAsync(1);

        Assert.Equal([(2, 7_000_000_000L), (1, null)], record.Cohort.Select(client => (client.Attempt, client.Steps)));
        Assert.Equal(7_000_000_000, record.Report.Clients[0].StepsAtMost);
    }

    [Fact]
    public async Task What_clients_did_before_is_counted_over_the_last_committed_rounds_before_one()
    {
        Assert.Empty(await Rounds.PastWorkAsync(_federation, 1, Cancel));
        foreach (var round in Enumerable.Range(1, 23))
        {
            await Rounds.OpenAsync(_federation, round, Samples.Cohort("a", "b"), Samples.Base, Samples.At.AddMinutes(round), "silo", Cancel);
            var tenure = new RoundTenure(_federation, round, 1);
            await Rounds.RecordAsync(tenure, [Work("a", round), round % 2 == 0 ? Work("b", round) : Samples.Failure(_federation, round, "b")], Cancel);
            var phase = round == 22 ? RoundPhase.Failed : RoundPhase.Committed;
            await Rounds.FinishAsync(tenure, Samples.Report(round, phase, ("a", ParticipantState.Contributed), round % 2 == 0 ? ("b", ParticipantState.Contributed) : ("c", ParticipantState.Failed)), Cancel);
        }

        // Rounds 3 to 22 are looked at, of which 22 failed; the last contribution of a is that of 21 and the fastest of its last three, and so is that of 20 of b.
        var past = await Rounds.PastWorkAsync(_federation, 23, Cancel);

        Assert.Equal(
            [new PastWork("a", 19, 19, 0, 32 * 21 / 2.0, 2.0 / 21), new PastWork("b", 19, 9, 1, 32 * 20 / 2.0, 2.0 / 20)],
            past);

        TaskReport Work(string client, int round) => Samples.Receipt(_federation, round, client) with { Steps = round, Trained = 32 * round, Seconds = 2 };
    }

    [Fact]
    public async Task Who_was_left_out_for_its_scores_did_its_work_all_the_same()
    {
        await OpenAsync(1, "a", "b");
        await Rounds.RecordAsync(new(_federation, 1, 1), [Work("a"), Work("b")], Cancel);
        Participant[] flagged = [.. (await LoadAsync(1)).Cohort.Where(client => client.Client == "b").Select(client => client with { State = ParticipantState.Flagged, Scores = [new("norm", 9, 5, true)] })];
        await Rounds.FreezeAsync(new(_federation, 1, 1), new(1, ["a", "b"], new('1', 64)), Cancel);
        await Rounds.FlagAsync(new(_federation, 1, 1), new(2, ["a"], new('2', 64)), flagged, Cancel);
        await Rounds.FinishAsync(new(_federation, 1, 1), Samples.Report(1, RoundPhase.Committed, ("a", ParticipantState.Contributed), ("b", ParticipantState.Flagged)), Cancel);

        Assert.Equal([new("a", 1, 1, 0, 40, 0.2), new PastWork("b", 1, 1, 0, 40, 0.2)], await Rounds.PastWorkAsync(_federation, 2, Cancel));

        TaskReport Work(string client) => Samples.Receipt(_federation, 1, client) with { Steps = 10, Trained = 80, Seconds = 2 };
    }

    [Fact]
    public async Task Receipts_from_before_steps_were_counted_tell_of_reliability_alone()
    {
        await OpenAsync(1, "a");
        await Rounds.RecordAsync(new(_federation, 1, 1), [Samples.Receipt(_federation, 1, "a")], Cancel);
        await Rounds.FinishAsync(new(_federation, 1, 1), Samples.Report(1, RoundPhase.Committed, ("a", ParticipantState.Contributed)), Cancel);

        Assert.Equal([new PastWork("a", 1, 1, 0, null, null)], await Rounds.PastWorkAsync(_federation, 2, Cancel));
    }

    [Fact]
    public async Task What_a_round_starts_from_is_kept_until_its_version_is_published()
    {
        await OpenAsync(1, "a");
        Assert.Equal([Samples.Base.Digest], await ReferencedAsync());

        await _storage.Registry.PublishAsync(Samples.Publication(_federation, 1, _federation), Cancel);
        Assert.Empty(await ReferencedAsync());
    }

    [Fact]
    public async Task Opening_a_round_again_changes_nothing()
    {
        await OpenAsync(1, "a", "b");

        await OpenAsync(1, "c", "d", "e");

        Assert.Equal(["a", "b"], (await LoadAsync(1)).Cohort.Select(p => p.Client));
    }

    [Fact]
    public async Task Eight_openings_at_once_leave_one_cohort()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => OpenAsync(1, $"a{i}", $"b{i}"), Cancel)));

        Assert.Equal(2, (await LoadAsync(1)).Cohort.Count);
    }

    [Fact]
    public async Task A_receipt_moves_its_client_to_received_and_reads_back_whole()
    {
        await OpenAsync(1, "a", "b");
        var receipt = Samples.Receipt(_federation, 1, "b") with { Loss = double.NaN };

        await Rounds.RecordAsync(Tenure(1), [receipt], Cancel);

        var cohort = (await LoadAsync(1)).Cohort;
        Assert.Equal([ParticipantState.Selected, ParticipantState.Received], cohort.Select(p => p.State));
        Assert.Equal(receipt, cohort[1].Report);
    }

    [Fact]
    public async Task One_batch_may_hold_the_same_receipt_twice_and_those_of_another_round_are_not_taken()
    {
        await OpenAsync(1, "a");
        await OpenAsync(2, "a", "b");

        await Rounds.RecordAsync(Tenure(2),
        [
            Samples.Receipt(_federation, 2, "b"), Samples.Receipt(_federation, 1, "a"), Samples.Receipt(_federation, 2, "b"), Samples.Failure(_federation, 2, "a"),
        ], Cancel);

        Assert.Equal([ParticipantState.Selected], (await LoadAsync(1)).Cohort.Select(p => p.State));
        Assert.Equal([ParticipantState.Failed, ParticipantState.Received], (await LoadAsync(2)).Cohort.Select(p => p.State));
    }

    [Fact]
    public async Task A_report_of_another_attempt_changes_nothing()
    {
        await OpenAsync(1, "a");

        await Rounds.RecordAsync(Tenure(1), [Samples.Receipt(_federation, 1, "a", attempt: 2)], Cancel);

        Assert.Equal(ParticipantState.Selected, (await LoadAsync(1)).Cohort[0].State);
    }

    [Fact]
    public async Task A_report_for_a_client_already_received_changes_nothing()
    {
        await OpenAsync(1, "a");
        await Rounds.RecordAsync(Tenure(1), [Samples.Receipt(_federation, 1, "a", examples: 7)], Cancel);

        await Rounds.RecordAsync(Tenure(1), [Samples.Failure(_federation, 1, "a"), Samples.Receipt(_federation, 1, "a", examples: 9)], Cancel);

        var participant = (await LoadAsync(1)).Cohort[0];
        Assert.Equal((ParticipantState.Received, 7L), (participant.State, participant.Report!.Examples));
    }

    [Fact]
    public async Task A_report_of_a_client_or_a_round_that_is_not_there_is_ignored()
    {
        await OpenAsync(1, "a");

        await Rounds.RecordAsync(Tenure(1), [Samples.Receipt(_federation, 1, "stranger"), Samples.Receipt(_federation, 99, "a")], Cancel);

        Assert.Equal(ParticipantState.Selected, Assert.Single((await LoadAsync(1)).Cohort).State);
    }

    [Fact]
    public async Task A_failed_client_tried_again_has_the_next_attempt_and_no_report()
    {
        await OpenAsync(1, "a", "b");
        await Rounds.RecordAsync(Tenure(1), [Samples.Failure(_federation, 1, "a"), Samples.Receipt(_federation, 1, "b")], Cancel);

        await Rounds.RetryAsync(Tenure(1), ["a"], Cancel);

        var cohort = (await LoadAsync(1)).Cohort;
        Assert.Equal((ParticipantState.Selected, 2, null), (cohort[0].State, cohort[0].Attempt, cohort[0].Report));
        Assert.Equal((ParticipantState.Received, 1), (cohort[1].State, cohort[1].Attempt));
    }

    [Fact]
    public async Task The_first_freeze_of_a_number_is_in_force()
    {
        await OpenAsync(1, "a", "b");

        var first = await Rounds.FreezeAsync(Tenure(1), new Freeze(1, ["a"], "one"), Cancel);
        var second = await Rounds.FreezeAsync(Tenure(1), new Freeze(1, ["b"], "two"), Cancel);

        Assert.Equal(("one", "one"), (first.Digest, second.Digest));
        Assert.Equal(["a"], (await LoadAsync(1)).Freeze!.Contributors);
    }

    [Fact]
    public async Task A_freeze_of_a_higher_number_replaces_a_lower_one_and_never_the_reverse()
    {
        await OpenAsync(1, "a", "b");
        await Rounds.FreezeAsync(Tenure(1), new Freeze(1, ["a", "b"], "one"), Cancel);

        var higher = await Rounds.FreezeAsync(Tenure(1), new Freeze(2, ["b"], "two"), Cancel);
        var late = await Rounds.FreezeAsync(Tenure(1), new Freeze(1, ["a"], "late"), Cancel);

        Assert.Equal((2, 2), (higher.Number, late.Number));
        Assert.Equal(["b"], late.Contributors);
    }

    [Fact]
    public async Task Eight_freezes_at_once_have_one_winner_that_all_are_told()
    {
        await OpenAsync(1, "a");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            Task.Run(() => Rounds.FreezeAsync(Tenure(1), new Freeze(1, ["a"], $"d{i}"), Cancel), Cancel)));

        Assert.Single(answers.Select(freeze => freeze.Digest).Distinct());
    }

    [Fact]
    public async Task Freezing_a_round_that_is_not_there_is_refused_with_FED3007()
    {
        var refusal = await Assert.ThrowsAsync<FederationException>(() => Rounds.FreezeAsync(Tenure(5), new Freeze(1, [], "d"), Cancel));

        Assert.Equal("FED3007", refusal.Code);
    }

    [Fact]
    public async Task A_committed_round_keeps_its_report_and_marks_who_contributed()
    {
        await OpenAsync(1, "a", "b", "c");
        await Rounds.RecordAsync(Tenure(1), [Samples.Receipt(_federation, 1, "a"), Samples.Failure(_federation, 1, "b")], Cancel);

        await Rounds.FinishAsync(Tenure(1), Samples.Report(1, RoundPhase.Committed,
            ("a", ParticipantState.Contributed), ("b", ParticipantState.Failed), ("c", ParticipantState.Dropped)), Cancel);

        var record = await LoadAsync(1);
        Assert.Equal([ParticipantState.Contributed, ParticipantState.Failed, ParticipantState.Dropped], record.Cohort.Select(p => p.State));
        Assert.Equal((RoundPhase.Committed, 2.0), (record.Report.Phase, record.Report.Seconds));
    }

    [Fact]
    public async Task A_committed_round_stays_committed_whatever_comes_later()
    {
        await OpenAsync(1, "a");
        await Rounds.FinishAsync(Tenure(1), Samples.Report(1, RoundPhase.Committed, ("a", ParticipantState.Contributed)), Cancel);

        await Rounds.FinishAsync(Tenure(1), Samples.Report(1, RoundPhase.Failed, ("a", ParticipantState.Dropped)), Cancel);
        await Rounds.ReopenAsync(_federation, 1, "silo", Cancel);

        var record = await LoadAsync(1);
        Assert.Equal((RoundPhase.Committed, ParticipantState.Contributed), (record.Report.Phase, record.Cohort[0].State));
    }

    [Fact]
    public async Task A_reopened_round_keeps_receipts_and_gives_failed_clients_the_next_attempt()
    {
        await OpenAsync(1, "a", "b", "c");
        await Rounds.RecordAsync(Tenure(1), [Samples.Receipt(_federation, 1, "a"), Samples.Failure(_federation, 1, "b")], Cancel);
        await Rounds.FinishAsync(Tenure(1), Samples.Report(1, RoundPhase.Failed, ("b", ParticipantState.Failed), ("c", ParticipantState.Dropped)), Cancel);

        await Rounds.ReopenAsync(_federation, 1, "other", Cancel);

        var record = await LoadAsync(1);
        Assert.Equal(RoundPhase.Training, record.Report.Phase);
        Assert.Equal(
            [(ParticipantState.Received, 1), (ParticipantState.Selected, 2), (ParticipantState.Selected, 2)],
            record.Cohort.Select(p => (p.State, p.Attempt)));
    }

    [Fact]
    public async Task Reports_are_listed_by_number_and_an_unfinished_round_is_among_them()
    {
        foreach (var number in Enumerable.Range(1, 11))
        {
            await OpenAsync(number, "a");
        }

        await Rounds.FinishAsync(Tenure(2), Samples.Report(2, RoundPhase.Cancelled), Cancel);

        var reports = await Rounds.ListAsync(_federation, Cancel);

        Assert.Equal(Enumerable.Range(1, 11), reports.Select(report => report.Round));
        Assert.Equal(RoundPhase.Cancelled, reports[1].Phase);
        Assert.Equal((RoundPhase.Training, "a"), (reports[10].Phase, reports[10].Clients.Single().Client));
    }

    [Fact]
    public async Task A_cohort_of_two_thousand_is_opened_received_and_loaded()
    {
        string[] clients = [.. Enumerable.Range(0, 2000).Select(i => $"c.{i:0000}")];
        await OpenAsync(1, clients);

        await Rounds.RecordAsync(Tenure(1), [.. clients.Select(client => Samples.Receipt(_federation, 1, client))], Cancel);

        Assert.Equal(2000, (await LoadAsync(1)).Cohort.Count(p => p.State == ParticipantState.Received));
    }

    [Fact]
    public async Task Each_opening_and_each_reopening_begins_a_tenure_of_its_own()
    {
        var tenures = new List<long> { (await OpenAsync(1, "a")).Epoch, (await OpenAsync(1, "a")).Epoch };
        tenures.Add((await Rounds.ReopenAsync(_federation, 1, "other", Cancel)).Epoch);

        Assert.Equal([1, 2, 3], tenures);
        Assert.Equal((3, 0), (await Rounds.GetEpochAsync(_federation, 1, Cancel), await Rounds.GetEpochAsync(_federation, 2, Cancel)));
    }

    [Fact]
    public async Task Eight_openings_at_once_have_eight_tenures()
    {
        var tenures = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => OpenAsync(1, "a"), Cancel)));

        Assert.Equal(Enumerable.Range(1, 8).Select(epoch => (long)epoch), tenures.Select(tenure => tenure.Epoch).Order());
    }

    [Theory]
    [InlineData("record")]
    [InlineData("retry")]
    [InlineData("freeze")]
    [InlineData("flag")]
    [InlineData("fail")]
    [InlineData("finish")]
    public async Task What_an_earlier_tenure_writes_is_refused_with_FED3020_and_changes_nothing(string write)
    {
        var earlier = await OpenAsync(1, "a", "b");
        await Rounds.RecordAsync(earlier, [Samples.Failure(_federation, 1, "b")], Cancel);
        await OpenAsync(1, "a", "b");
        var before = await LoadAsync(1);

        var refusal = await Assert.ThrowsAsync<FederationException>(() => write switch
        {
            "record" => Rounds.RecordAsync(earlier, [Samples.Receipt(_federation, 1, "a")], Cancel),
            "retry" => Rounds.RetryAsync(earlier, ["b"], Cancel),
            "freeze" => Rounds.FreezeAsync(earlier, new Freeze(1, ["a"], "late"), Cancel),
            "flag" => Rounds.FlagAsync(earlier, new Freeze(1, ["a"], "late"), before.Cohort, Cancel),
            "fail" => Rounds.FailAsync(earlier, new Freeze(1, ["a"], "late"), [before.Cohort[0] with { Report = Samples.Failure(_federation, 1, "a") }], Cancel),
            _ => Rounds.FinishAsync(earlier, Samples.Report(1, RoundPhase.Failed, ("a", ParticipantState.Dropped)), Cancel),
        });

        Assert.Equal("FED3020", refusal.Code);
        var after = await LoadAsync(1);
        Assert.Equal(before.Cohort, after.Cohort);
        Assert.Equal((null, RoundPhase.Training), (after.Freeze, after.Report.Phase));
    }

    [Fact]
    public async Task A_retry_that_is_repeated_gives_the_next_attempt_once()
    {
        var tenure = await OpenAsync(1, "a");
        await Rounds.RecordAsync(tenure, [Samples.Failure(_federation, 1, "a")], Cancel);

        await Rounds.RetryAsync(tenure, ["a"], Cancel);
        await Rounds.RetryAsync(tenure, ["a"], Cancel);

        Assert.Equal(2, (await LoadAsync(1)).Cohort[0].Attempt);
    }

    [Fact]
    public async Task A_client_goes_on_from_the_last_committed_round_that_it_contributed_to()
    {
        await EndAsync(1, RoundPhase.Committed, ("a", ParticipantState.Contributed), ("b", ParticipantState.Contributed), ("c", ParticipantState.Dropped));
        await EndAsync(2, RoundPhase.Committed, ("a", ParticipantState.Contributed), ("b", ParticipantState.Dropped), ("c", ParticipantState.Dropped));
        await EndAsync(3, RoundPhase.Failed, ("a", ParticipantState.Contributed), ("b", ParticipantState.Contributed));
        await OpenAsync(4, "a", "b", "c", "d");

        var found = await Rounds.ContinuationsAsync(_federation, 4, Cancel);

        Assert.Equal([new("a", 2, Samples.Digest($"{_federation}/2/a")), new("b", 1, Samples.Digest($"{_federation}/1/b"))], found);
        Assert.Equal([("a", 1), ("b", 1)], (await Rounds.ContinuationsAsync(_federation, 2, Cancel)).Select(client => (client.Client, client.Round)));
        Assert.Empty(await Rounds.ContinuationsAsync(_federation, 1, Cancel));
        Assert.Empty(await Rounds.ContinuationsAsync(_federation, 9, Cancel));

        // Of those who evaluate, not all are of the cohort.
        Assert.Equal(found, await Rounds.LastContributionsAsync(_federation, 9, ["a", "b", "d"], Cancel));
        Assert.Equal([found[1]], await Rounds.LastContributionsAsync(_federation, 9, ["b"], Cancel));
        Assert.Equal([("a", 1), ("b", 1)], (await Rounds.LastContributionsAsync(_federation, 2, ["b", "a"], Cancel)).Select(client => (client.Client, client.Round)));
        Assert.Empty(await Rounds.LastContributionsAsync(_federation, 1, ["a", "b"], Cancel));
    }

    [Fact]
    public async Task Who_goes_on_from_an_earlier_round_is_told_by_it_and_only_its_own_report_counts()
    {
        var receipt = Samples.Receipt(_federation, 3, "b");
        Participant[] cohort = [.. Samples.Cohort("a", "b", "c")];
        await Rounds.OpenAsync(_federation, 5, [cohort[0] with { Begun = 2, Attempt = 2 }, cohort[1] with { Begun = 3, State = ParticipantState.Received, Report = receipt }, cohort[2]], Samples.Base, Samples.At, "silo", Cancel);

        await Rounds.RecordAsync(Tenure(5), [Samples.Receipt(_federation, 5, "a", attempt: 2), Samples.Receipt(_federation, 2, "c")], Cancel);
        var record = await LoadAsync(5);
        Assert.Equal([(2, 2, ParticipantState.Selected), (3, 1, ParticipantState.Received), ((int?)null, 1, ParticipantState.Selected)], record.Cohort.Select(client => (client.Begun, client.Attempt, client.State)));
        Assert.Equal((receipt, receipt.Examples), (record.Cohort[1].Report, record.Report.Clients[1].Examples));
        Assert.Equal([3, 2, null], record.Report.Clients.Select(client => client.Staleness));

        await Rounds.RecordAsync(Tenure(5), [Samples.Receipt(_federation, 2, "a", attempt: 2)], Cancel);
        await Rounds.FinishAsync(Tenure(5), Samples.Report(5, RoundPhase.Committed, ("a", ParticipantState.Contributed), ("b", ParticipantState.Carried), ("c", ParticipantState.Carried)), Cancel);
        await Rounds.RecordAsync(Tenure(5), [Samples.Receipt(_federation, 5, "c")], Cancel);

        record = await LoadAsync(5);
        Assert.Equal([ParticipantState.Contributed, ParticipantState.Carried, ParticipantState.Carried], record.Cohort.Select(client => client.State));
        Assert.Equal([true, true, false], record.Cohort.Select(client => client.Report is not null));
        Assert.Equal([("a", 1, 1)], (await Rounds.PastWorkAsync(_federation, 6, Cancel)).Select(work => (work.Client, work.Selected, work.Contributed)));
        await OpenAsync(6, "a");
        Assert.Equal([new("a", 2, Samples.Digest($"{_federation}/2/a"))], await Rounds.ContinuationsAsync(_federation, 6, Cancel));
    }

    [Fact]
    public async Task What_is_kept_for_a_round_is_let_go_where_it_is_never_opened()
    {
        var artifact = await _storage.Artifacts.WriteAsync(new byte[] { 1, 2, 3 }, Cancel);
        await _storage.Artifacts.ReferenceAsync([artifact], GrainKeys.Round(_federation, 1), Cancel);
        await Rounds.ReleaseAsync(_federation, 1, Cancel);
        Assert.Empty(await ReferencedAsync());

        await _storage.Artifacts.ReferenceAsync([artifact], GrainKeys.Round(_federation, 1), Cancel);
        await OpenAsync(1, "a");
        await Rounds.ReleaseAsync(_federation, 1, Cancel);
        Assert.Contains(artifact.Digest, await ReferencedAsync());
    }

    private async Task EndAsync(int number, RoundPhase phase, params (string Client, ParticipantState State)[] clients)
    {
        var tenure = await OpenAsync(number, [.. clients.Select(client => client.Client)]);
        await Rounds.RecordAsync(tenure, [.. clients.Select(client => Samples.Receipt(_federation, number, client.Client))], Cancel);
        await Rounds.FinishAsync(tenure, Samples.Report(number, phase, clients), Cancel);
    }

    private RoundTenure Tenure(int number, long epoch = 1) => new(_federation, number, epoch);

    private Task<RoundTenure> OpenAsync(int number, params string[] clients) =>
        Rounds.OpenAsync(_federation, number, Samples.Cohort(clients), Samples.Base, Samples.At, "silo", Cancel);

    private async Task<RoundRecord> LoadAsync(int number)
    {
        var record = await Rounds.LoadAsync(_federation, number, Cancel);
        Assert.NotNull(record);
        return record;
    }

    private async Task<string[]> ReferencedAsync()
    {
        await using var connection = await _storage.DataSource.OpenConnectionAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "select digest from artifact_reference where owner = @owner";
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("owner", GrainKeys.Round(_federation, 1));
        command.Parameters.Add(parameter);
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        List<string> digests = [];
        while (await reader.ReadAsync(Cancel))
        {
            digests.Add(reader.GetString(0));
        }

        return [.. digests];
    }
}
