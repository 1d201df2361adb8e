using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansFederation.Telemetry;

namespace OrleansFederation.Health;

/// <summary>A frozen thread pool is found by the answer that it owes.</summary>
public sealed class HeartbeatTests
{
    private static readonly TelemetryOptions Options = new() { FrozenAfter = TimeSpan.FromSeconds(30) };

    [Fact]
    public async Task A_pool_that_owes_an_answer_for_too_long_is_frozen()
    {
        var (clock, asked) = (new ManualClock(), new TaskCompletionSource());
        using var heart = new Heartbeat(clock, _ => asked.TrySetResult());
        await heart.StartAsync(TestContext.Current.CancellationToken);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        clock.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(HealthStatus.Unhealthy, await StatusAsync(heart));
    }

    [Fact]
    public async Task A_pool_that_answers_late_is_alive_again()
    {
        var (clock, asked) = (new ManualClock(), new TaskCompletionSource());
        using var heart = new Heartbeat(clock, _ => asked.TrySetResult());
        await heart.StartAsync(TestContext.Current.CancellationToken);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await heart.StopAsync(TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(31));

        heart.Answer();

        Assert.Equal(HealthStatus.Healthy, await StatusAsync(heart));
        Assert.Equal(TimeSpan.FromSeconds(31), heart.Delay);
    }

    private static async Task<HealthStatus> StatusAsync(Heartbeat heart) =>
        (await new LiveCheck(heart, Options).CheckHealthAsync(new(), TestContext.Current.CancellationToken)).Status;

    private sealed class ManualClock : TimeProvider
    {
        private long _ticks = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Volatile.Read(ref _ticks);

        public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
    }
}
