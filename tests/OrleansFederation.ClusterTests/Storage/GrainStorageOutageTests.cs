using Npgsql;
using Orleans.Storage;
using OrleansFederation.Fixtures;
using OrleansFederation.Hosting;

namespace OrleansFederation.Storage;

/// <summary>Writes of grain state whose connection breaks, so that nobody knows whether they were done.</summary>
public sealed class GrainStorageOutageTests(SiloOnPostgres silo) : IClassFixture<SiloOnPostgres>
{
    private const string Name = "outage";

    private readonly GrainId _grain = GrainId.Create("outage", "grain/" + Guid.NewGuid().ToString("n") + "x");

    private enum Breaks
    {
        Before,
        After,
    }

    [Fact]
    public async Task A_write_that_was_done_although_its_connection_broke_counts_as_done()
    {
        var state = new GrainState<Note> { State = new() { Text = "first" } };

        await Storage(Breaks.After).WriteStateAsync(Name, _grain, state);
        state.State = new() { Text = "second" };
        await Storage(Breaks.After).WriteStateAsync(Name, _grain, state);

        Assert.Equal(("second", state.ETag), await StoredAsync());
    }

    [Fact]
    public async Task A_write_that_was_not_done_is_done_again()
    {
        var state = new GrainState<Note> { State = new() { Text = "first" } };

        await Storage(Breaks.Before).WriteStateAsync(Name, _grain, state);

        Assert.Equal(("first", state.ETag), await StoredAsync());
    }

    [Fact]
    public async Task A_write_that_somebody_else_overtook_is_a_conflict()
    {
        var state = new GrainState<Note> { State = new() { Text = "first" } };
        var overtaken = Storage(Breaks.Before, () => silo.Keeping.WriteStateAsync(Name, _grain, new GrainState<Note> { State = new() { Text = "other" } }));

        await Assert.ThrowsAsync<InconsistentStateException>(() => overtaken.WriteStateAsync(Name, _grain, state));

        Assert.Equal("other", (await StoredAsync()).Text);
    }

    [Fact]
    public async Task A_read_whose_connection_breaks_is_repeated()
    {
        await silo.Keeping.WriteStateAsync(Name, _grain, new GrainState<Note> { State = new() { Text = "kept" } });
        var state = new GrainState<Note>();

        await Storage(Breaks.Before).ReadStateAsync(Name, _grain, state);

        Assert.Equal("kept", state.State?.Text);
    }

    private TranslatingGrainStorage Storage(Breaks breaks, Func<Task>? meanwhile = null) =>
        new(new BreakingStorage(silo.Keeping, breaks, meanwhile), new NoteSerializer(), silo.Storage, TimeProvider.System);

    private async Task<(string? Text, string? ETag)> StoredAsync()
    {
        var stored = new GrainState<Note>();
        await silo.Keeping.ReadStateAsync(Name, _grain, stored);
        return (stored.State?.Text, stored.ETag);
    }

    [GenerateSerializer, Alias("of.test-note")]
    public sealed record Note
    {
        [Id(0)] public string Text { get; set; } = "";
    }

    private sealed class NoteSerializer : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => new(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(input));

        public T Deserialize<T>(BinaryData input) => System.Text.Json.JsonSerializer.Deserialize<T>(input.ToMemory().Span)!;
    }

    /// <summary>The real storage over a connection that breaks once.</summary>
    private sealed class BreakingStorage(IGrainStorage real, Breaks breaks, Func<Task>? meanwhile) : IGrainStorage
    {
        private bool _broken;

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            RunAsync(() => real.ReadStateAsync(stateName, grainId, grainState));

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            RunAsync(() => real.WriteStateAsync(stateName, grainId, breaks == Breaks.After && !_broken ? Copy(grainState) : grainState));

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => real.ClearStateAsync(stateName, grainId, grainState);

        // Whoever writes over a connection that breaks does not learn the new version.
        private static GrainState<T> Copy<T>(IGrainState<T> of) => new() { State = of.State, ETag = of.ETag, RecordExists = of.RecordExists };

        private async Task RunAsync(Func<Task> call)
        {
            if (_broken)
            {
                await call();
                return;
            }

            if (breaks == Breaks.After)
            {
                await call();
            }

            _broken = true;
            if (meanwhile is not null)
            {
                await meanwhile();
            }

            throw new NpgsqlException("the connection broke", new IOException("broken pipe"));
        }
    }
}
