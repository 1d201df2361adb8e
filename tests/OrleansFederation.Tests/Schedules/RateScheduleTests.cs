namespace OrleansFederation.Schedules;

public sealed class RateScheduleTests
{
    [Fact]
    public void A_constant_schedule_leaves_the_rate() =>
        Assert.All(Factors(ScheduleSpec.Constant, 7), factor => Assert.Equal(1, factor));

    [Fact]
    public void A_step_comes_every_so_many_rounds() =>
        Assert.Equal([1, 1, 1, 0.5, 0.5, 0.5, 0.25], Factors(new() { Kind = ScheduleKind.Step, Every = 3, Factor = 0.5 }, 7));

    [Fact]
    public void An_exponential_falls_every_round() =>
        Assert.Equal([1, 0.5, 0.25, 0.125], Factors(new() { Kind = ScheduleKind.Exponential, Factor = 0.5 }, 4));

    [Fact]
    public void A_line_would_reach_its_minimum_after_the_last_round() =>
        Assert.Equal([1, 0.8, 0.6, 0.4], Rounded(new() { Kind = ScheduleKind.Linear, Minimum = 0.2 }, 4));

    [Fact]
    public void A_cosine_is_half_way_down_in_the_middle()
    {
        var factors = Factors(new() { Kind = ScheduleKind.Cosine, Minimum = 0.1 }, 8);

        Assert.Equal(1, factors[0]);
        Assert.Equal(0.55, factors[4], 1e-12);
        Assert.Equal(0.1 + 0.9 * (1 + Math.Cos(7 * Math.PI / 8)) / 2, factors[7], 1e-12);
        Assert.Equal(factors.OrderDescending(), factors);
    }

    [Theory]
    [InlineData(ScheduleKind.Cosine)]
    [InlineData(ScheduleKind.Linear)]
    public void A_shorter_fall_stays_at_its_minimum(ScheduleKind kind)
    {
        var factors = Rounded(new() { Kind = kind, Rounds = 2, Minimum = 0.25 }, 5);

        Assert.Equal(1, factors[0]);
        Assert.Equal(0.625, factors[1]);
        Assert.Equal([0.25, 0.25, 0.25], factors[2..]);
    }

    [Fact]
    public void The_rate_rises_in_equal_steps_and_then_begins_its_course()
    {
        Assert.Equal([0.25, 0.5, 0.75, 1, 1, 1], Factors(new() { Warmup = 3 }, 6));
        Assert.Equal([0.5, 1, 0.5, 0.25], Factors(new() { Kind = ScheduleKind.Exponential, Factor = 0.5, Warmup = 1 }, 4));
        Assert.Equal([0.5, 1, 0.75, 0.5, 0.25], Factors(new() { Kind = ScheduleKind.Linear, Warmup = 1 }, 5));
    }

    [Fact]
    public void There_is_no_round_before_the_first() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RateSchedule.At(ScheduleSpec.Constant, 0, 5));

    private static double[] Factors(ScheduleSpec schedule, int rounds) => [.. Enumerable.Range(1, rounds).Select(round => RateSchedule.At(schedule, round, rounds))];

    private static double[] Rounded(ScheduleSpec schedule, int rounds) => [.. Factors(schedule, rounds).Select(factor => Math.Round(factor, 12))];
}
