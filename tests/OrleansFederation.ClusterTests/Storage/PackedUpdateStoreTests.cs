using OrleansFederation.Artifacts;
using OrleansFederation.Fixtures;
using OrleansFederation.Training;

namespace OrleansFederation.Storage;

/// <summary>Small updates that share files.</summary>
public sealed class PackedUpdateStoreTests : IDisposable
{
    private static readonly TaskKey Key = new(TaskKind.Train, "mnist", 3, "mnist.001", 1);

    private readonly TemporaryFolder _folder = new();
    private readonly FileUpdateStore _store;

    public PackedUpdateStoreTests() => _store = Open();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Round => Path.Combine(_folder["sites"], "local", "mnist", "3");

    [Fact]
    public async Task A_thousand_updates_written_at_once_share_a_file_and_read_back()
    {
        var written = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => _store.WriteAsync("local", KeyOf(i), Content(i), Cancel)));

        Assert.Single(Directory.GetFiles(Round));
        foreach (var (update, i) in written.Select((update, i) => (update, i)))
        {
            Assert.Equal(Content(i), (await _store.ReadAsync("local", KeyOf(i), update, Cancel))!.Value.ToArray());
        }
    }

    [Fact]
    public async Task A_store_that_is_opened_again_finds_what_was_written_and_adds_to_it()
    {
        var before = await _store.WriteAsync("local", KeyOf(1), Content(1), Cancel);
        var again = Open();
        var after = await again.WriteAsync("local", KeyOf(2), Content(2), Cancel);

        Assert.Equal(Content(1), (await again.ReadAsync("local", KeyOf(1), before, Cancel))!.Value.ToArray());
        Assert.Equal(Content(2), (await Open().ReadAsync("local", KeyOf(2), after, Cancel))!.Value.ToArray());
    }

    [Fact]
    public async Task What_a_dying_process_left_half_written_does_no_harm_to_the_rest()
    {
        var whole = await _store.WriteAsync("local", KeyOf(1), Content(1), Cancel);
        var torn = await _store.WriteAsync("local", KeyOf(2), Content(2), Cancel);
        var file = Directory.GetFiles(Round).Single();
        using (var stream = new FileStream(file, FileMode.Open))
        {
            stream.SetLength(stream.Length - 1);
        }

        var again = Open();

        Assert.Null(await again.ReadAsync("local", KeyOf(2), torn, Cancel));
        Assert.NotNull(await again.ReadAsync("local", KeyOf(1), whole, Cancel));
        var anew = await again.WriteAsync("local", KeyOf(2), Content(2), Cancel);
        Assert.NotNull(await Open().ReadAsync("local", KeyOf(2), anew, Cancel));
    }

    [Fact]
    public async Task A_damaged_update_is_null()
    {
        var written = await _store.WriteAsync("local", Key, Content(1), Cancel);
        var file = Directory.GetFiles(Round).Single();
        var bytes = await File.ReadAllBytesAsync(file, Cancel);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Cancel);

        Assert.Null(await _store.ReadAsync("local", Key, written, Cancel));
    }

    [Fact]
    public async Task A_second_update_of_the_same_task_is_told_from_the_first_by_its_digest()
    {
        await _store.WriteAsync("local", Key, Content(1), Cancel);
        var second = await _store.WriteAsync("local", Key, Content(2), Cancel);

        Assert.Equal(Content(2), (await _store.ReadAsync("local", Key, second, Cancel))!.Value.ToArray());
    }

    [Fact]
    public async Task Discarding_a_round_removes_its_updates_and_no_others()
    {
        var here = await _store.WriteAsync("local", Key, Content(1), Cancel);
        var next = await _store.WriteAsync("local", Key with { Round = 4 }, Content(1), Cancel);

        await _store.DiscardAsync("local", "mnist", 3, [], Cancel);

        Assert.Null(await _store.ReadAsync("local", Key, here, Cancel));
        Assert.NotNull(await _store.ReadAsync("local", Key with { Round = 4 }, next, Cancel));
    }

    [Fact]
    public async Task A_larger_update_has_a_file_of_its_own()
    {
        var written = await _store.WriteAsync("local", Key, new byte[4097], Cancel);

        Assert.Equal("mnist.001.1.safetensors", Path.GetFileName(Directory.GetFiles(Round).Single()));
        Assert.NotNull(await _store.ReadAsync("local", Key, written, Cancel));
    }

    public void Dispose() => _folder.Dispose();

    private FileUpdateStore Open() => new(_folder["sites"], new SettableClock(), cacheBytes: 0, packedBytes: 4096);

    private static TaskKey KeyOf(int client) => Key with { Client = $"mnist.{client:000}" };

    private static byte[] Content(int seed)
    {
        var content = new byte[1_000];
        Array.Fill(content, (byte)(seed % 251));
        content[0] = (byte)(seed / 251);
        return content;
    }
}
