using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;
using OrleansFederation.Training;

namespace OrleansFederation.Storage;

/// <summary>Updates in transit, as files at their site.</summary>
public sealed class UpdateStoreTests : IDisposable
{
    private static readonly TaskKey Key = new(TaskKind.Train, "mnist", 3, "mnist.001", 1);

    private readonly TemporaryFolder _folder = new();
    private readonly FileUpdateStore _store;

    public UpdateStoreTests() => _store = new FileUpdateStore(_folder["sites"], new SettableClock());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder["sites"], "local", "mnist", "3", "mnist.001.1.safetensors");

    [Fact]
    public async Task An_update_reads_back_from_a_file_named_by_its_task()
    {
        var written = await _store.WriteAsync("local", Key, "update"u8.ToArray(), Cancel);

        var read = await _store.ReadAsync("local", Key, written, Cancel);

        Assert.Equal("update"u8.ToArray(), read!.Value.ToArray());
        Assert.True(System.IO.File.Exists(File));
    }

    [Fact]
    public async Task A_second_update_of_the_same_task_replaces_the_first()
    {
        await _store.WriteAsync("local", Key, "first"u8.ToArray(), Cancel);
        var second = await _store.WriteAsync("local", Key, "second"u8.ToArray(), Cancel);

        var read = await _store.ReadAsync("local", Key, second, Cancel);

        Assert.Equal("second"u8.ToArray(), read!.Value.ToArray());
    }

    [Fact]
    public async Task A_missing_update_is_null()
    {
        Assert.Null(await _store.ReadAsync("local", Key, new ArtifactRef(Samples.Digest("x"), 3), Cancel));
    }

    [Theory]
    [InlineData("updat")]
    [InlineData("updatE")]
    public async Task A_damaged_update_is_null(string damaged)
    {
        var written = await _store.WriteAsync("local", Key, "update"u8.ToArray(), Cancel);
        await System.IO.File.WriteAllTextAsync(File, damaged, Cancel);

        Assert.Null(await _store.ReadAsync("local", Key, written, Cancel));
    }

    [Fact]
    public async Task Discarding_a_round_removes_its_updates_and_no_others()
    {
        var here = await _store.WriteAsync("local", Key, "a"u8.ToArray(), Cancel);
        var next = await _store.WriteAsync("local", Key with { Round = 4 }, "b"u8.ToArray(), Cancel);

        await _store.DiscardAsync("local", "mnist", 3, [], Cancel);

        Assert.Null(await _store.ReadAsync("local", Key, here, Cancel));
        Assert.NotNull(await _store.ReadAsync("local", Key with { Round = 4 }, next, Cancel));
    }

    [Fact]
    public async Task Discarding_a_round_leaves_those_whose_clients_go_on()
    {
        var here = await _store.WriteAsync("local", Key, "a"u8.ToArray(), Cancel);
        var before = await _store.WriteAsync("local", Key with { Round = 1 }, "b"u8.ToArray(), Cancel);

        await _store.DiscardAsync("local", "mnist", 3, [1], Cancel);

        Assert.Null(await _store.ReadAsync("local", Key, here, Cancel));
        Assert.NotNull(await _store.ReadAsync("local", Key with { Round = 1 }, before, Cancel));
    }

    [Fact]
    public async Task Discarding_a_round_without_updates_does_nothing()
    {
        await _store.DiscardAsync("local", "mnist", 3, [], Cancel);

        Assert.False(Directory.Exists(_folder["sites"]));
    }

    [Theory]
    [InlineData("../local", "mnist", "c")]
    [InlineData("local", "..", "c")]
    [InlineData("local", "mnist", "../../c")]
    [InlineData("local", "mnist", "")]
    [InlineData("local", "/etc", "c")]
    public async Task A_name_cannot_lead_out_of_the_folder(string site, string federation, string client)
    {
        var key = Key with { Federation = federation, Client = client };

        var refusal = await Assert.ThrowsAsync<FederationException>(() => _store.WriteAsync(site, key, "a"u8.ToArray(), Cancel));

        Assert.Equal("FED1010", refusal.Code);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
