using OrleansFederation.Defence;
using OrleansFederation.Errors;
using OrleansFederation.Storage;

namespace OrleansFederation.Rounds;

public sealed class SqliteFailedUpdateStoreTests(SqliteStorage fixture) : FailedUpdateStoreTests(fixture), IClassFixture<SqliteStorage>;

public sealed class PostgresFailedUpdateStoreTests(PostgresStorage fixture) : FailedUpdateStoreTests(fixture), IClassFixture<PostgresStorage>;

/// <summary>Updates that were received and cannot count, on whatever database.</summary>
public abstract class FailedUpdateStoreTests(StorageFixture fixture)
{
    private static readonly Problem Why = FederationErrors.UpdateMismatch.At("the update of client c", "it has another layout");

    private readonly FederationStorage _storage = fixture.Storage;
    private readonly string _federation = "f-" + Guid.NewGuid().ToString("n");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IRoundStore Rounds => _storage.Rounds;

    [Fact]
    public async Task Failure_and_freeze_are_written_together_and_read_back_whole()
    {
        var tenure = await FrozenAsync();

        var inForce = await Rounds.FailAsync(tenure, new(2, ["a", "b"], "two"), [await FailedAsync("c")], Cancel);

        var record = await LoadAsync();
        Assert.Equal([(2, "two"), (2, "two")], [(inForce.Number, inForce.Digest), (record.Freeze!.Number, record.Freeze.Digest)]);
        Assert.Equal([ParticipantState.Received, ParticipantState.Received, ParticipantState.Failed], record.Cohort.Select(client => client.State));
        Assert.Equal((Why, Samples.Receipt(_federation, 1, "c").Update), (record.Cohort[2].Report!.Failure, record.Cohort[2].Report!.Update));
        Assert.Equal((ParticipantState.Failed, Why), (record.Report.Clients[2].State, record.Report.Clients[2].Failure));
    }

    [Fact]
    public async Task However_often_it_is_written_it_stays_what_it_was_and_the_client_has_not_done_its_work()
    {
        var tenure = await FrozenAsync();
        var failed = await FailedAsync("c");

        await Rounds.FailAsync(tenure, new(2, ["a", "b"], "two"), [failed], Cancel);
        var again = await Rounds.FailAsync(tenure, new(2, ["a"], "other"), [failed, (await FailedAsync("b")) with { Attempt = 7 }], Cancel);
        await Rounds.FinishAsync(tenure, Samples.Report(1, RoundPhase.Committed, ("a", ParticipantState.Contributed), ("b", ParticipantState.Contributed), ("c", ParticipantState.Failed)), Cancel);

        Assert.Equal("two", again.Digest);
        Assert.Equal([ParticipantState.Contributed, ParticipantState.Contributed, ParticipantState.Failed], (await LoadAsync()).Cohort.Select(client => client.State));
        Assert.Equal([("a", 1.0), ("b", 1.0), ("c", 2.0 / 3)], (await Rounds.PastWorkAsync(_federation, 2, Cancel)).Select(past => (past.Client, past.Reliability)));
    }

    [Fact]
    public async Task A_round_that_failed_with_the_freeze_in_force_is_frozen_anew_once_the_client_has_trained_again()
    {
        var tenure = await FrozenAsync();
        var scored = (await LoadAsync()).Cohort.Select(client => client with { Scores = [new("norm", 1, 9, client.Client == "a")], State = client.Client == "a" ? ParticipantState.Flagged : client.State });
        await Rounds.FlagAsync(tenure, new(2, ["b", "c"], "two"), [.. scored], Cancel);
        await Rounds.FailAsync(tenure, new(2, ["b", "c"], "two"), [await FailedAsync("c")], Cancel);
        await Rounds.FinishAsync(tenure, Samples.Report(1, RoundPhase.Failed, ("a", ParticipantState.Flagged), ("b", ParticipantState.Contributed), ("c", ParticipantState.Failed)), Cancel);

        await Rounds.ReopenAsync(_federation, 1, "silo", Cancel);

        var record = await LoadAsync();
        Assert.Null(record.Freeze);
        Assert.Equal([(ParticipantState.Received, 1), (ParticipantState.Received, 1), (ParticipantState.Selected, 2)], record.Cohort.Select(client => (client.State, client.Attempt)));
        Assert.Equal([true, true, false], record.Cohort.Select(client => client.Report is not null));
        Assert.All(record.Cohort, client => Assert.Null(client.Scores));
    }

    [Fact]
    public async Task A_round_that_failed_without_the_client_goes_on_without_it()
    {
        var tenure = await FrozenAsync();
        await Rounds.FailAsync(tenure, new(2, ["a", "b"], "two"), [await FailedAsync("c")], Cancel);
        await Rounds.FinishAsync(tenure, Samples.Report(1, RoundPhase.Failed, ("a", ParticipantState.Contributed), ("b", ParticipantState.Contributed), ("c", ParticipantState.Failed)), Cancel);

        await Rounds.ReopenAsync(_federation, 1, "silo", Cancel);

        var record = await LoadAsync();
        Assert.Equal("two", record.Freeze!.Digest);
        Assert.Equal([ParticipantState.Contributed, ParticipantState.Contributed, ParticipantState.Failed], record.Cohort.Select(client => client.State));
        Assert.Equal(Why, record.Cohort[2].Report!.Failure);
    }

    private async Task<RoundRecord> LoadAsync() => (await Rounds.LoadAsync(_federation, 1, Cancel))!;

    private async Task<Participant> FailedAsync(string client)
    {
        var received = (await LoadAsync()).Cohort.Single(one => one.Client == client);
        return received with { State = ParticipantState.Failed, Report = received.Report! with { Failure = Why } };
    }

    private async Task<RoundTenure> FrozenAsync()
    {
        var tenure = await Rounds.OpenAsync(_federation, 1, Samples.Cohort("a", "b", "c"), Samples.Base, Samples.At, "silo", Cancel);
        await Rounds.RecordAsync(tenure, [Samples.Receipt(_federation, 1, "a"), Samples.Receipt(_federation, 1, "b"), Samples.Receipt(_federation, 1, "c")], Cancel);
        await Rounds.FreezeAsync(tenure, new(1, ["a", "b", "c"], "one"), Cancel);
        return tenure;
    }
}
