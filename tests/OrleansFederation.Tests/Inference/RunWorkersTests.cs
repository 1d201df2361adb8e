using OrleansFederation.Errors;

namespace OrleansFederation.Inference;

public sealed class RunWorkersTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly RunWorkers _workers = new(1, 2);
    private readonly ManualResetEventSlim _gate = new();
    private readonly ManualResetEventSlim _begun = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_runs_on_a_thread_of_its_own()
    {
        var pooled = await _workers.OfferAsync("test", () => Thread.CurrentThread.IsThreadPoolThread, Cancel);

        Assert.False(pooled);
    }

    [Fact]
    public async Task A_full_queue_refuses_with_FED6003()
    {
        var waiting = Fill();

        var thrown = await Assert.ThrowsAsync<FederationException>(() => _workers.OfferAsync("test", () => 3, Cancel));

        Assert.Equal("FED6003", thrown.Code);
        _gate.Set();
        await Task.WhenAll(waiting).WaitAsync(Bound, Cancel);
    }

    [Fact]
    public async Task Work_that_may_wait_waits_for_room()
    {
        var waiting = Fill();
        var late = _workers.RunAsync(() => 7, Cancel);
        Assert.False(late.IsCompleted);

        _gate.Set();

        Assert.Equal(7, await late.WaitAsync(Bound, Cancel));
        await Task.WhenAll(waiting).WaitAsync(Bound, Cancel);
    }

    [Fact]
    public async Task Withdrawn_work_never_runs()
    {
        var ran = false;
        var first = Block();
        using var withdraw = new CancellationTokenSource();
        var second = _workers.OfferAsync("test", () => ran = true, withdraw.Token);

        await withdraw.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        _gate.Set();
        await first.WaitAsync(Bound, Cancel);
        await _workers.OfferAsync("test", () => 0, Cancel);
        Assert.False(ran);
    }

    [Fact]
    public async Task Work_that_throws_tells_its_caller_and_spares_the_thread()
    {
        await Assert.ThrowsAsync<FormatException>(() => _workers.OfferAsync<int>("test", () => throw new FormatException(), Cancel));

        Assert.Equal(1, await _workers.OfferAsync("test", () => 1, Cancel));
    }

    [Fact]
    public async Task Disposing_finishes_what_waits()
    {
        var waiting = Fill();
        _gate.Set();

        _workers.Dispose();

        Assert.Equal(3, (await Task.WhenAll(waiting)).Sum());
    }

    public void Dispose()
    {
        _gate.Set();
        _workers.Dispose();
        _gate.Dispose();
        _begun.Dispose();
    }

    private Task<int>[] Fill() =>
        [Block(), _workers.OfferAsync("test", () => 1, Cancel), _workers.OfferAsync("test", () => 2, Cancel)];

    private Task<int> Block()
    {
        var blocked = _workers.OfferAsync(
            "test",
            () =>
            {
                _begun.Set();
                _gate.Wait(Bound);
                return 0;
            },
            Cancel);
        Assert.True(_begun.Wait(Bound, Cancel));
        return blocked;
    }
}
