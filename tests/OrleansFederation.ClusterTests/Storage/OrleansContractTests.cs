using Orleans.Storage;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Storage;

public sealed class SqliteOrleansContractTests(SiloOnSqlite silo) : OrleansContractTests(silo), IClassFixture<SiloOnSqlite>;

public sealed class PostgresOrleansContractTests(SiloOnPostgres silo) : OrleansContractTests(silo), IClassFixture<SiloOnPostgres>;

/// <summary>Orleans' own AdoNet providers over our schema: grain state with optimistic concurrency, and reminders.</summary>
public abstract class OrleansContractTests
{
    private const string StateName = "contract";

    private readonly SiloOnStorage _silo;
    private readonly GrainId _grain = GrainId.Create("test", "round/" + Guid.NewGuid().ToString("n"));

    protected OrleansContractTests(SiloOnStorage silo)
    {
        _silo = silo;
        Assert.NotNull(silo.Storage);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task State_reads_back_with_its_version()
    {
        await WriteAsync(new GrainState<Counter>(new Counter { Value = 7 }));

        var read = await ReadAsync();

        Assert.Equal((true, 7, "1"), (read.RecordExists, read.State!.Value, read.ETag));
    }

    [Fact]
    public async Task State_that_was_never_written_does_not_exist()
    {
        Assert.False((await ReadAsync()).RecordExists);
    }

    [Fact]
    public async Task Each_write_has_the_next_version()
    {
        var state = new GrainState<Counter>(new Counter());

        await WriteAsync(state);
        await WriteAsync(state);
        await WriteAsync(state);

        Assert.Equal("3", state.ETag);
    }

    [Fact]
    public async Task Of_eight_first_writes_at_once_one_succeeds_and_the_others_are_told()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            try
            {
                await WriteAsync(new GrainState<Counter>(new Counter { Value = i }));
                return true;
            }
            catch (InconsistentStateException)
            {
                return false;
            }
        })));

        Assert.Single(outcomes, written => written);
        Assert.Equal("1", (await ReadAsync()).ETag);
    }

    [Fact]
    public async Task A_write_with_a_stale_version_is_refused_and_changes_nothing()
    {
        await WriteAsync(new GrainState<Counter>(new Counter { Value = 1 }));
        var (mine, theirs) = (await ReadAsync(), await ReadAsync());
        theirs.State!.Value = 2;
        await WriteAsync(theirs);

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(mine));

        Assert.Equal((2, "2"), ((await ReadAsync()).State!.Value, (await ReadAsync()).ETag));
    }

    [Fact]
    public async Task A_write_with_a_version_of_a_row_that_is_gone_is_refused()
    {
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(new GrainState<Counter>(new Counter(), "4")));
    }

    [Fact]
    public async Task Cleared_state_can_be_written_again_with_the_next_version()
    {
        var state = new GrainState<Counter>(new Counter { Value = 1 });
        await WriteAsync(state);
        await _silo.Keeping.ClearStateAsync(StateName, _grain, state);
        var cleared = await ReadAsync();

        await WriteAsync(cleared);

        Assert.Equal((0, "3"), (cleared.State!.Value, cleared.ETag));
    }

    [Fact]
    public async Task Clearing_with_a_stale_version_is_refused()
    {
        await WriteAsync(new GrainState<Counter>(new Counter()));
        var (mine, theirs) = (await ReadAsync(), await ReadAsync());
        await WriteAsync(theirs);

        await Assert.ThrowsAsync<InconsistentStateException>(() => _silo.Keeping.ClearStateAsync(StateName, _grain, mine));
    }

    [Fact]
    public async Task Where_clearing_deletes_the_row_is_gone_and_writing_begins_anew()
    {
        var state = new GrainState<Counter>(new Counter { Value = 1 });
        await _silo.Deleting.WriteStateAsync(StateName, _grain, state);
        await _silo.Deleting.ClearStateAsync(StateName, _grain, state);

        Assert.False((await ReadAsync()).RecordExists);
        await WriteAsync(new GrainState<Counter>(new Counter()));
        Assert.Equal("1", (await ReadAsync()).ETag);
    }

    [Fact]
    public async Task States_of_different_names_and_keys_are_different_rows()
    {
        var other = GrainId.Create("test", _grain.Key.ToString() + "/7");
        await WriteAsync(new GrainState<Counter>(new Counter { Value = 1 }));
        await _silo.Keeping.WriteStateAsync("other", _grain, new GrainState<Counter>(new Counter { Value = 2 }));
        await _silo.Keeping.WriteStateAsync(StateName, other, new GrainState<Counter>(new Counter { Value = 3 }));

        Assert.Equal((1, "1"), ((await ReadAsync()).State!.Value, (await ReadAsync()).ETag));
    }

    [Fact]
    public async Task A_reminder_reads_back_by_name_by_grain_and_by_range()
    {
        var entry = Entry("resume");
        var etag = await _silo.Reminders.UpsertRow(entry, Cancel);

        var row = await ReadReminderAsync();
        var rows = (await _silo.Reminders.ReadRows(_grain, Cancel)).Reminders;
        var hash = _grain.GetUniformHashCode();
        var ranged = (await _silo.Reminders.ReadRows(hash - 1, hash, Cancel)).Reminders;
        var elsewhere = (await _silo.Reminders.ReadRows(hash, hash + 1, Cancel)).Reminders;
        var around = (await _silo.Reminders.ReadRows(hash, hash, Cancel)).Reminders;

        Assert.Equal((etag, entry.Period, entry.StartAt), (row.ETag, row.Period, row.StartAt));
        Assert.Equal("resume", Assert.Single(rows).ReminderName);
        Assert.Contains(ranged, reminder => reminder.GrainId == _grain);
        Assert.DoesNotContain(elsewhere, reminder => reminder.GrainId == _grain);
        Assert.Contains(around, reminder => reminder.GrainId == _grain);
    }

    [Fact]
    public async Task A_reminder_set_again_has_another_version_and_the_new_period()
    {
        var first = await _silo.Reminders.UpsertRow(Entry("resume"), Cancel);
        var changed = Entry("resume");
        changed.Period = TimeSpan.FromHours(2);

        var second = await _silo.Reminders.UpsertRow(changed, Cancel);

        Assert.NotEqual(first, second);
        Assert.Equal(TimeSpan.FromHours(2), (await ReadReminderAsync()).Period);
    }

    [Fact]
    public async Task A_reminder_is_removed_with_its_version_only()
    {
        var stale = await _silo.Reminders.UpsertRow(Entry("resume"), Cancel);
        var current = await _silo.Reminders.UpsertRow(Entry("resume"), Cancel);

        Assert.False(await _silo.Reminders.RemoveRow(_grain, "resume", stale!, Cancel));
        Assert.True(await _silo.Reminders.RemoveRow(_grain, "resume", current!, Cancel));
        Assert.Empty((await _silo.Reminders.ReadRows(_grain, Cancel)).Reminders);
    }

    private ReminderEntry Entry(string name) =>
        new() { GrainId = _grain, ReminderName = name, StartAt = Samples.At.UtcDateTime, Period = TimeSpan.FromMinutes(1) };

    private async Task<ReminderEntry> ReadReminderAsync()
    {
        var entry = await _silo.Reminders.ReadRow(_grain, "resume", Cancel);
        Assert.NotNull(entry);
        return entry;
    }

    private Task WriteAsync(GrainState<Counter> state) => _silo.Keeping.WriteStateAsync(StateName, _grain, state);

    private async Task<GrainState<Counter>> ReadAsync()
    {
        var state = new GrainState<Counter>(new Counter());
        await _silo.Keeping.ReadStateAsync(StateName, _grain, state);
        return state;
    }

    private sealed class Counter
    {
        public int Value { get; set; }
    }
}
