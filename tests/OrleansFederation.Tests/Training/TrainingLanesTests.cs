namespace OrleansFederation.Training;

public sealed class TrainingLanesTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_tasks_on_four_lanes_all_run_at_once()
    {
        using var lanes = new TrainingLanes(4, 8);
        using var together = new Barrier(3);

        var met = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => lanes.RunAsync(stop => together.SignalAndWait(Bound, stop), Cancel)));

        Assert.All(met, Assert.True);
        Assert.Equal(3, lanes.Count);
    }

    [Fact]
    public async Task No_more_lanes_than_the_maximum_start()
    {
        using var lanes = new TrainingLanes(2, 64);

        await Task.WhenAll(Enumerable.Range(0, 32).Select(i => lanes.RunAsync(_ => i, Cancel)));

        Assert.InRange(lanes.Count, 1, 2);
    }

    [Fact]
    public async Task Work_never_runs_on_a_pool_thread_and_neither_do_continuations_on_a_lane()
    {
        using var lanes = new TrainingLanes(1, 1);

        var name = await lanes.RunAsync(_ => Thread.CurrentThread.IsThreadPoolThread ? "pool" : Thread.CurrentThread.Name, Cancel);

        Assert.StartsWith("training-", name);
        Assert.NotEqual(name, Thread.CurrentThread.Name);
    }

    [Fact]
    public async Task Lanes_run_below_the_priority_of_the_threads_that_serve()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Threads have a niceness of their own on Linux only.");
        using var lanes = new TrainingLanes(1, 1);

        var lane = await lanes.RunAsync(_ => Niceness(), Cancel);

        Assert.Equal(10, lane);
        Assert.True(Niceness() < lane);
    }

    [Fact]
    public async Task Work_is_done_in_order_of_arrival()
    {
        using var lanes = new TrainingLanes(1, 64);
        using var gate = new ManualResetEventSlim();
        List<int> done = [];
        var first = lanes.RunAsync(stop => gate.Wait(Bound, stop), Cancel);

        var rest = Enumerable.Range(0, 16).Select(i => lanes.RunAsync(_ => { done.Add(i); return i; }, Cancel)).ToArray();
        gate.Set();
        await Task.WhenAll([first, .. rest]);

        Assert.Equal(Enumerable.Range(0, 16), done);
    }

    [Fact]
    public async Task Callers_beyond_the_queues_bound_wait_and_are_served()
    {
        using var lanes = new TrainingLanes(1, 2);

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => lanes.RunAsync(_ => i, Cancel)));

        Assert.Equal(Enumerable.Range(0, 50), results);
    }

    [Fact]
    public async Task Cancelling_work_that_waits_ends_it_at_once()
    {
        using var lanes = new TrainingLanes(1, 8);
        using var gate = new ManualResetEventSlim();
        using var cancel = new CancellationTokenSource();
        var busy = lanes.RunAsync(stop => gate.Wait(Bound, stop), Cancel);
        var waiting = lanes.RunAsync(_ => 1, cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Bound, Cancel));
        Assert.False(busy.IsCompleted);
        gate.Set();
        Assert.True(await busy);
    }

    [Fact]
    public async Task Work_that_throws_leaves_its_lane_alive()
    {
        using var lanes = new TrainingLanes(1, 8);

        await Assert.ThrowsAsync<InvalidDataException>(() => lanes.RunAsync<int>(_ => throw new InvalidDataException(), Cancel));

        Assert.Equal(7, await lanes.RunAsync(_ => 7, Cancel));
        Assert.Equal(1, lanes.Count);
    }

    [Fact]
    public async Task Closing_cancels_what_runs_and_what_waits()
    {
        var lanes = new TrainingLanes(1, 8);
        using var running = new ManualResetEventSlim();
        var first = lanes.RunAsync(stop => { running.Set(); return stop.WaitHandle.WaitOne(Bound) ? throw new OperationCanceledException(stop) : 0; }, Cancel);
        var second = lanes.RunAsync(_ => 1, Cancel);
        running.Wait(Bound, Cancel);

        lanes.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lanes.RunAsync(_ => 1, Cancel));
    }

    // The nineteenth field; the second, the thread's name in brackets, may hold spaces.
    private static int Niceness()
    {
        var stat = File.ReadAllText("/proc/thread-self/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16], System.Globalization.CultureInfo.InvariantCulture);
    }
}
