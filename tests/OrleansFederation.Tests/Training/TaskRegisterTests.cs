namespace OrleansFederation.Training;

public sealed class TaskRegisterTests
{
    private static readonly TaskKey Key = new(TaskKind.Train, "fed", 1, "fed.0", 1);

    private readonly TaskRegister _register = new();

    [Fact]
    public void A_task_that_will_still_report_stands_for_one_that_is_ordered_again()
    {
        var held = Task();

        Assert.True(_register.TryHold(Key, held));
        Assert.False(_register.TryHold(Key, Task()));
        Assert.True(_register.TryHold(Key with { Attempt = 2 }, Task()));
        Assert.Same(held, _register.Find(Key));
    }

    [Fact]
    public void A_task_that_is_over_does_not_and_lets_the_one_that_took_its_place_stay()
    {
        var (over, again) = (Task(), Task());
        _register.TryHold(Key, over);
        over.End();

        Assert.True(_register.TryHold(Key, again));
        _register.Release(Key, over);
        Assert.Same(again, _register.Find(Key));
        _register.Release(Key, again);
        Assert.Equal(0, _register.Count);
    }

    private static HeldTask Task() => new("local", new());
}
