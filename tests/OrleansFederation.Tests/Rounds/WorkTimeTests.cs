namespace OrleansFederation.Rounds;

public sealed class WorkTimeTests
{
    private static readonly DateTimeOffset Zero = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Overlapping_work_is_counted_once_and_gaps_not_at_all()
    {
        var seconds = WorkTime.UnionSeconds([(Zero.AddSeconds(10), 5), (Zero, 4), (Zero.AddSeconds(2), 4)], Zero);

        Assert.Equal(11, seconds, 9);
    }

    [Fact]
    public void Work_before_the_moment_is_not_counted()
    {
        var seconds = WorkTime.UnionSeconds([(Zero, 4), (Zero.AddSeconds(3), 3)], Zero.AddSeconds(5));

        Assert.Equal(1, seconds, 9);
    }
}
