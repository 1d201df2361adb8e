using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

public sealed class WorkBudgetTests
{
    private static readonly TrainingSpec Training = new() { Budget = TimeSpan.FromSeconds(30), Epochs = 2 };

    [Theory]
    [InlineData(100, 10.0, 300L)]
    [InlineData(100, 333.0, 9L)]
    [InlineData(3, 900.0, 1L)]
    public void As_many_steps_as_fit_the_budget_at_the_pace_so_far_and_one_at_least(long steps, double seconds, long expected) =>
        Assert.Equal(expected, WorkBudget.Steps(Training, Past(1, steps, seconds)));

    [Fact]
    public void Without_a_budget_and_for_a_newcomer_the_specs_own_work_is_done()
    {
        Assert.Null(WorkBudget.Steps(Training with { Budget = null }, Past(1, 100, 10)));
        Assert.Null(WorkBudget.Steps(Training, PastWork.None("a")));
    }

    [Fact]
    public void Who_was_asked_and_has_never_delivered_gets_little_enough_to_be_measured_by() =>
        Assert.Equal(WorkBudget.Probe, WorkBudget.Steps(Training, new("a", 2, 0, 2, null, null)));

    [Theory]
    [InlineData(1, 150L)]
    [InlineData(3, 37L)]
    [InlineData(20, 1L)]
    public void Each_round_that_was_missed_since_halves_the_steps(long missed, long expected) =>
        Assert.Equal(expected, WorkBudget.Steps(Training, Past(1, 100, 10) with { Missed = missed }));

    [Fact]
    public void The_steps_of_the_spec_are_the_most()
    {
        Assert.Null(WorkBudget.Steps(Training with { Steps = 300 }, Past(1, 100, 10)));
        Assert.Equal(300, WorkBudget.Steps(Training with { Steps = 301 }, Past(1, 100, 10)));
        Assert.Null(WorkBudget.Steps(Training with { Steps = 4 }, new("a", 2, 0, 2, null, null)));
    }

    /// <summary>What a task costs beside its steps is in the pace; the time still comes to the budget, from above and from below.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    public void The_time_comes_near_the_budget_whatever_a_task_costs_besides(long first)
    {
        const double Fixed = 5;
        const double Step = 0.01;
        var steps = first;

        for (var round = 0; round < 20; round++)
        {
            steps = WorkBudget.Steps(Training, Past(1, steps, Fixed + steps * Step))!.Value;
        }

        Assert.Equal(30, Fixed + steps * Step, 0.1);
    }

    private static PastWork Past(long contributed, long steps, double seconds) => new("a", contributed, contributed, 0, 1, seconds / steps);
}
