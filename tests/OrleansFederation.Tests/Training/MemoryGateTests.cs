namespace OrleansFederation.Training;

public sealed class MemoryGateTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_that_fits_goes_in_together()
    {
        var gate = new MemoryGate(10);

        using var first = await gate.EnterAsync(4, Cancel);
        using var second = await gate.EnterAsync(6, Cancel);
        var third = gate.EnterAsync(1, Cancel);

        Assert.False(third.IsCompleted);
        second.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task Work_larger_than_memory_goes_in_alone()
    {
        var gate = new MemoryGate(10);
        var small = await gate.EnterAsync(1, Cancel);
        var large = gate.EnterAsync(100, Cancel);
        var last = gate.EnterAsync(1, Cancel);

        small.Dispose();
        var pass = await large;

        Assert.False(last.IsCompleted);
        pass.Dispose();
        (await last).Dispose();
    }

    [Fact]
    public async Task Who_gives_up_lets_those_behind_go_in()
    {
        var gate = new MemoryGate(10);
        using var first = await gate.EnterAsync(5, Cancel);
        using var giveUp = new CancellationTokenSource();
        var large = gate.EnterAsync(10, giveUp.Token);
        var small = gate.EnterAsync(5, Cancel);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        (await small).Dispose();
    }

    [Fact]
    public async Task Leaving_twice_counts_once()
    {
        var gate = new MemoryGate(10);
        var first = await gate.EnterAsync(10, Cancel);
        first.Dispose();
        first.Dispose();
        using var second = await gate.EnterAsync(10, Cancel);

        Assert.False(gate.EnterAsync(10, Cancel).IsCompleted);
    }
}
