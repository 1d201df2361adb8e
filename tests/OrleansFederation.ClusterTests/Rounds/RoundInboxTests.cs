using OrleansFederation.Artifacts;
using OrleansFederation.Fixtures;
using OrleansFederation.Storage;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>How receipts reach the rows.</summary>
public sealed class RoundInboxTests(SqliteStorage fixture) : IClassFixture<SqliteStorage>
{
    private const int Clients = 500;

    private readonly string _federation = "f-" + Guid.NewGuid().ToString("n");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Receipts_that_come_in_while_others_are_written_make_one_group()
    {
        var (store, hold) = HeldStore.Around(fixture.Storage.Rounds);
        var told = 0;
        var inbox = await OpenAsync(store, _ => told++);

        await OnOneThreadAsync(async () =>
        {
            List<Task> receipts = [];
            for (var i = 0; i < Clients; i++)
            {
                receipts.Add(inbox.ReceiveAsync(Report(i)));
                await Task.Yield();
            }

            Assert.Equal(0, inbox.Tally.Received);
            hold.Release();
            await Task.WhenAll(receipts);
        });

        Assert.InRange(hold.Writes, 1, 4);
        Assert.Equal((new CohortTally(0, Clients, 0), Clients), (inbox.Tally, told));
        var rows = await fixture.Storage.Rounds.LoadAsync(_federation, 1, Cancel);
        Assert.All(rows!.Cohort, participant => Assert.Equal(ParticipantState.Received, participant.State));
    }

    [Fact]
    public async Task A_repeated_receipt_is_acknowledged_and_counts_once()
    {
        var inbox = await OpenAsync(fixture.Storage.Rounds, _ => { });

        await OnOneThreadAsync(async () =>
        {
            await inbox.ReceiveAsync(Report(3));
            await inbox.ReceiveAsync(Report(3));
        });

        Assert.Equal(new CohortTally(Clients - 1, 1, 0), inbox.Tally);
    }

    [Fact]
    public async Task The_cohort_stands_in_ordinal_order_in_whatever_order_it_was_loaded()
    {
        var inbox = await OpenAsync(fixture.Storage.Rounds, _ => { });

        inbox.Load([.. inbox.Cohort.Reverse()]);

        Assert.Equal(Enumerable.Range(0, Clients), inbox.Cohort.Select(participant => participant.Ordinal));
        Assert.Equal(new CohortTally(Clients, 0, 0), inbox.Tally);
    }

    private async Task<RoundInbox> OpenAsync(IRoundStore store, Action<TaskReport> tell)
    {
        Participant[] cohort = [.. Enumerable.Range(0, Clients).Select(i => new Participant($"c{i:000}", i, "site", 1, ParticipantState.Selected, null))];
        var tenure = await store.OpenAsync(_federation, 1, cohort, Samples.Base, Samples.At, "silo", Cancel);
        var inbox = new RoundInbox(store, tenure, tell) { Collecting = true };
        inbox.Load(cohort);
        return inbox;
    }

    private TaskReport Report(int client) => new()
    {
        Key = new(TaskKind.Train, _federation, 1, $"c{client:000}", 1),
        Site = "site",
        Examples = 1,
        Update = new ArtifactRef(new('a', 64), 4),
    };

    /// <summary>Runs what a grain would: one piece at a time.</summary>
    private static Task OnOneThreadAsync(Func<Task> work) =>
        Task.Factory.StartNew(work, Cancel, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();
}
