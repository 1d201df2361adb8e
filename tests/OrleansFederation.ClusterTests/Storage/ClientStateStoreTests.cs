using OrleansFederation.Clients;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Storage;

/// <summary>What clients keep from round to round, as files at their site.</summary>
public sealed class ClientStateStoreTests : IDisposable
{
    private static readonly ClientStateKey Key = new("local", "mnist", "mnist.001", "feedback", 3, Samples.Digest("update"));

    private readonly TemporaryFolder _folder = new();
    private readonly FileClientStateStore _store;

    public ClientStateStoreTests() => _store = new(_folder["clients"], new SettableClock());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Folder => Path.Combine(_folder["clients"], "local", "mnist", "mnist.001");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_state_reads_back_under_its_name_alone()
    {
        await _store.WriteAsync(Key, "state"u8.ToArray(), Cancel);

        Assert.Equal("state"u8.ToArray(), (await _store.ReadAsync(Key, Cancel)).ToArray());
        foreach (var other in new[] { Key with { Round = 2 }, Key with { Name = "variate" }, Key with { Client = "mnist.002" }, Key with { Update = Samples.Digest("other") } })
        {
            await AssertLostAsync(other);
        }
    }

    [Fact]
    public async Task A_state_written_again_is_the_same_and_those_of_two_updates_of_a_round_stay_apart()
    {
        var other = Key with { Update = Samples.Digest("another processor's") };
        await _store.WriteAsync(Key, "a"u8.ToArray(), Cancel);
        await _store.WriteAsync(other, "b"u8.ToArray(), Cancel);
        await _store.WriteAsync(Key, "a"u8.ToArray(), Cancel);

        Assert.Equal("a"u8.ToArray(), (await _store.ReadAsync(Key, Cancel)).ToArray());
        Assert.Equal("b"u8.ToArray(), (await _store.ReadAsync(other, Cancel)).ToArray());
        Assert.Equal(2, Directory.GetFiles(Folder).Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(44)]
    public async Task A_state_of_which_a_byte_changed_is_lost(int place)
    {
        await _store.WriteAsync(Key, "state"u8.ToArray(), Cancel);
        var file = Assert.Single(Directory.GetFiles(Folder));
        var bytes = await File.ReadAllBytesAsync(file, Cancel);
        bytes[place] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Cancel);

        await AssertLostAsync(Key);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(39)]
    [InlineData(44)]
    public async Task A_state_that_is_cut_short_is_lost(int length)
    {
        await _store.WriteAsync(Key, "state"u8.ToArray(), Cancel);
        var file = Assert.Single(Directory.GetFiles(Folder));
        await File.WriteAllBytesAsync(file, (await File.ReadAllBytesAsync(file, Cancel))[..length], Cancel);

        await AssertLostAsync(Key);
    }

    [Fact]
    public async Task A_sweep_removes_what_the_named_clients_kept_before_a_round()
    {
        ClientStateKey[] keys = [Key with { Round = 1 }, Key with { Round = 2 }, Key, Key with { Round = 1, Client = "mnist.002" }];
        foreach (var key in keys)
        {
            await _store.WriteAsync(key, "state"u8.ToArray(), Cancel);
        }

        await File.WriteAllTextAsync(Path.Combine(Folder, "2.feedback.0.state.7.tmp"), "half", Cancel);
        await _store.SweepAsync("local", "mnist", 3, ["mnist.001", "mnist.003"], Cancel);

        await AssertLostAsync(keys[0]);
        await AssertLostAsync(keys[1]);
        Assert.Equal(5, (await _store.ReadAsync(Key, Cancel)).Length);
        Assert.Equal(5, (await _store.ReadAsync(keys[3], Cancel)).Length);
        Assert.Single(Directory.GetFiles(Folder));
    }

    [Fact]
    public async Task A_name_that_leads_elsewhere_is_refused()
    {
        var fault = await Assert.ThrowsAsync<FederationException>(() => _store.WriteAsync(Key with { Client = "../x" }, "state"u8.ToArray(), Cancel));

        Assert.Equal(FederationErrors.InvalidName.Code, fault.Code);
    }

    private async Task AssertLostAsync(ClientStateKey key)
    {
        var fault = await Assert.ThrowsAsync<FederationException>(() => _store.ReadAsync(key, Cancel));
        Assert.Equal(FederationErrors.ClientStateLost.Code, fault.Code);
        Assert.Contains(key.Client, fault.Problems[0].Place, StringComparison.Ordinal);
    }
}
