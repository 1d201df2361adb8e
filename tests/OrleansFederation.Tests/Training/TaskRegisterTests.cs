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

    [Fact]
    public void A_report_that_is_made_is_told_to_another_round_that_waits_for_it_and_not_made_again()
    {
        var over = Task(4);
        _register.TryHold(Key, over);
        over.End();

        // The round after waits: whoever told the one before tells it too. Asked again by the same round, the report is lost, and the task is done again.
        Assert.False(_register.TryHold(Key, Task(5)));
        Assert.False(over.TryClose(4));
        Assert.Equal(5, over.ReportTo);
        Assert.True(_register.TryHold(Key, Task(5)));
    }

    [Fact]
    public void What_has_been_told_or_cancelled_does_not_stand_for_a_task_that_another_round_orders()
    {
        var (told, cancelled) = (Task(4), Task(4));
        _register.TryHold(Key, told);
        told.End();
        Assert.True(told.TryClose(4));
        Assert.True(_register.TryHold(Key, cancelled));
        cancelled.Close();

        Assert.True(_register.TryHold(Key, Task(5)));
    }

    private static HeldTask Task(int reportTo = 0) => new("local", new(), reportTo);
}
