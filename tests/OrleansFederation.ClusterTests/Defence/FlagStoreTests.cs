using OrleansFederation.Rounds;
using OrleansFederation.Storage;

namespace OrleansFederation.Defence;

public sealed class SqliteFlagStoreTests(SqliteStorage fixture) : FlagStoreTests(fixture), IClassFixture<SqliteStorage>;

public sealed class PostgresFlagStoreTests(PostgresStorage fixture) : FlagStoreTests(fixture), IClassFixture<PostgresStorage>;

/// <summary>Scores and flags of a round's updates, on whatever database.</summary>
public abstract class FlagStoreTests(StorageFixture fixture)
{
    private readonly FederationStorage _storage = fixture.Storage;
    private readonly string _federation = "f-" + Guid.NewGuid().ToString("n");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IRoundStore Rounds => _storage.Rounds;

    [Fact]
    public async Task Scores_flags_and_freeze_are_written_together_and_read_back_whole()
    {
        var tenure = await ReceivedAsync();

        var inForce = await Rounds.FlagAsync(tenure, new(2, ["a", "b"], "two"), await ScoredAsync(), Cancel);

        Assert.Equal((2, "two"), (inForce.Number, inForce.Digest));
        var record = (await Rounds.LoadAsync(_federation, 1, Cancel))!;
        Assert.Equal((["a", "b"], "two"), (record.Freeze!.Contributors, record.Freeze.Digest), (a, b) => a.Item1.SequenceEqual(b.Item1) && a.Item2 == b.Item2);
        Assert.Equal([ParticipantState.Received, ParticipantState.Received, ParticipantState.Flagged], record.Cohort.Select(client => client.State));
        Assert.Equal([false, true, true], record.Cohort.Select(client => client.IsFlagged));
        Assert.Equal(new UpdateScore("loss", double.PositiveInfinity, double.PositiveInfinity, true), record.Cohort[2].Scores![1]);
        Assert.All(record.Cohort, client => Assert.NotNull(client.Report));
    }

    [Fact]
    public async Task Repeated_or_of_others_it_changes_nothing()
    {
        var tenure = await ReceivedAsync();
        await Rounds.FlagAsync(tenure, new(2, ["a", "b"], "two"), await ScoredAsync(), Cancel);
        var before = (await Rounds.LoadAsync(_federation, 1, Cancel))!.Cohort;

        var again = await Rounds.FlagAsync(tenure, new(2, ["b"], "other"), [.. before.Select(client => client with { Scores = [new("norm", 1, 99, true)], State = ParticipantState.Flagged })], Cancel);

        Assert.Equal("two", again.Digest);
        var after = (await Rounds.LoadAsync(_federation, 1, Cancel))!.Cohort;
        Assert.Equal(before.Select(client => (client.State, client.Scores![0])), after.Select(client => (client.State, client.Scores![0])));
    }

    [Fact]
    public async Task Where_nobody_is_left_out_the_freeze_stays()
    {
        var tenure = await ReceivedAsync();

        var inForce = await Rounds.FlagAsync(tenure, new(1, ["a", "b", "c"], "one"), [.. (await ScoredAsync()).Select(client => client with { State = ParticipantState.Received })], Cancel);

        Assert.Equal((1, "one"), (inForce.Number, inForce.Digest));
        Assert.All((await Rounds.LoadAsync(_federation, 1, Cancel))!.Cohort, client => Assert.Equal(ParticipantState.Received, client.State));
    }

    [Fact]
    public async Task A_flagged_client_stays_flagged_when_the_round_ends_and_when_it_is_opened_again()
    {
        var tenure = await ReceivedAsync();
        await Rounds.FlagAsync(tenure, new(2, ["a", "b"], "two"), await ScoredAsync(), Cancel);
        await Rounds.FinishAsync(tenure, Samples.Report(1, RoundPhase.Failed, ("a", ParticipantState.Contributed), ("b", ParticipantState.Contributed), ("c", ParticipantState.Flagged)), Cancel);

        await Rounds.ReopenAsync(_federation, 1, "silo", Cancel);

        var record = (await Rounds.LoadAsync(_federation, 1, Cancel))!;
        Assert.Equal([ParticipantState.Contributed, ParticipantState.Contributed, ParticipantState.Flagged], record.Cohort.Select(client => client.State));
        Assert.Equal(2, record.Freeze!.Number);
    }

    private async Task<RoundTenure> ReceivedAsync()
    {
        var tenure = await Rounds.OpenAsync(_federation, 1, Samples.Cohort("a", "b", "c"), Samples.Base, Samples.At, "silo", Cancel);
        await Rounds.RecordAsync(tenure, [Samples.Receipt(_federation, 1, "a"), Samples.Receipt(_federation, 1, "b"), Samples.Receipt(_federation, 1, "c")], Cancel);
        await Rounds.FreezeAsync(tenure, new(1, ["a", "b", "c"], "one"), Cancel);
        return tenure;
    }

    /// <summary>The second is flagged and stays, the third is flagged and left out.</summary>
    private async Task<Participant[]> ScoredAsync() =>
    [
        .. (await Rounds.LoadAsync(_federation, 1, Cancel))!.Cohort.Select((client, i) => client with
        {
            Scores = [new("cosine", 0.5, -0.25, false), i == 2 ? new("loss", double.PositiveInfinity, double.PositiveInfinity, true) : new("loss", 2.5, i * 5, i == 1)],
            State = i == 2 ? ParticipantState.Flagged : client.State,
        }),
    ];
}
