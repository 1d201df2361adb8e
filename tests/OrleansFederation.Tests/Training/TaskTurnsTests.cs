namespace OrleansFederation.Training;

public sealed class TaskTurnsTests : IDisposable
{
    private readonly TaskTurns _turns = new(3);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tasks_of_one_name_run_one_after_another()
    {
        var (running, most) = (0, 0);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(
            () => _turns.RunAsync("client", async () =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                await Task.Yield();
                return Interlocked.Decrement(ref running);
            }, Cancel), Cancel)));

        Assert.Equal(1, most);
    }

    [Fact]
    public async Task No_more_than_the_bound_are_at_work_however_many_wait()
    {
        var (begun, go) = (0, new TaskCompletionSource());
        var all = Enumerable.Range(0, 1_000).Select(i => _turns.RunAsync($"client-{i}", async () =>
        {
            Interlocked.Increment(ref begun);
            await go.Task;
            return i;
        }, Cancel)).ToArray();

        Assert.Equal(3, begun);
        go.SetResult();
        Assert.Equal(Enumerable.Range(0, 1_000), await Task.WhenAll(all));
    }

    [Fact]
    public async Task A_name_is_forgotten_when_nobody_waits_for_it_even_where_the_work_failed()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _turns.RunAsync<int>("client", () => throw new InvalidOperationException(), Cancel));

        Assert.Equal(0, _turns.Count);
    }

    [Fact]
    public async Task Who_gives_up_waiting_leaves_the_turn_to_the_next()
    {
        using var impatient = new CancellationTokenSource();
        var first = new TaskCompletionSource<int>();
        var working = _turns.RunAsync("client", () => first.Task, Cancel);
        var waiting = _turns.RunAsync("client", () => Task.FromResult(2), impatient.Token);
        var next = _turns.RunAsync("client", () => Task.FromResult(3), Cancel);

        await impatient.CancelAsync();
        first.SetResult(1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal((1, 3), (await working, await next));
        Assert.Equal(0, _turns.Count);
    }

    public void Dispose() => _turns.Dispose();
}
