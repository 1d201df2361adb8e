using Microsoft.Extensions.Options;

namespace OrleansFederation.Limits;

/// <summary>What one principal may ask, on a clock that the test sets.</summary>
public sealed class PrincipalLimitsTests
{
    private readonly SteppedClock _clock = new();

    [Fact]
    public void A_rate_is_refused_when_used_up_and_recovers_with_time()
    {
        var limits = Limits(new() { CallsPerSecond = 2, CallBurst = 3 });

        Assert.Equal([null, null, null, "FED4012"], Enumerable.Range(0, 4).Select(_ => CodeOf(limits, "ada")));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([null, null, "FED4012"], Enumerable.Range(0, 3).Select(_ => CodeOf(limits, "ada")));
    }

    [Fact]
    public void A_refusal_says_how_long_to_wait()
    {
        var limits = Limits(new() { CallsPerSecond = 0.1, CallBurst = 1 });
        CodeOf(limits, "ada");

        limits.Begin("ada", 0, out var refusal);

        Assert.StartsWith("Try again in 10 s", refusal!.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void One_principal_does_not_use_up_anothers()
    {
        var limits = Limits(new() { CallsPerSecond = 1, CallBurst = 1 });

        Assert.Equal([null, "FED4012", null], [CodeOf(limits, "ada"), CodeOf(limits, "ada"), CodeOf(limits, "bob")]);
    }

    [Fact]
    public void Bytes_are_counted_apart_from_calls_and_one_request_is_bounded()
    {
        var limits = Limits(new() { BytesPerSecond = 1000, ByteBurst = 2000, RequestBytes = 1500 });

        Assert.Equal(["FED4013", null, "FED4012"], [CodeOf(limits, "ada", 1501), CodeOf(limits, "ada", 1500), CodeOf(limits, "ada", 1500)]);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(CodeOf(limits, "ada", 1500));
    }

    [Fact]
    public void Calls_at_once_are_bounded_until_one_ends()
    {
        var limits = Limits(new() { ConcurrentCalls = 1 });

        using (limits.Begin("ada", 0, out _))
        {
            Assert.Equal("FED4014", CodeOf(limits, "ada"));
        }

        Assert.Null(CodeOf(limits, "ada"));
    }

    [Fact]
    public void The_number_of_principals_that_are_counted_is_bounded()
    {
        var limits = Limits(new() { Principals = 16 });

        for (var i = 0; i < 10_000; i++)
        {
            CodeOf(limits, $"p{i}");
        }

        Assert.Equal(16, limits.Count);
    }

    private PrincipalLimits Limits(LimitOptions options) => new(Options.Create(options), _clock);

    private static string? CodeOf(PrincipalLimits limits, string name, long bytes = 0)
    {
        using var call = limits.Begin(name, bytes, out var refusal);
        return refusal?.Code;
    }

    /// <summary>A clock whose every time stands still until the test moves it.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;

        public override long GetTimestamp() => _ticks;
    }
}
