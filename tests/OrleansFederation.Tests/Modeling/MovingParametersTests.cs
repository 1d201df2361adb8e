using OrleansFederation.Training;

namespace OrleansFederation.Modeling;

public sealed class MovingParametersTests
{
    [Fact]
    public void Where_nothing_is_frozen_the_part_is_the_whole()
    {
        var plan = ModelPlan.Create(Samples.Cnn);
        var vector = new float[plan.Layout.Length];

        Assert.Same(plan.Layout, plan.Moving.Layout);
        Assert.Same(vector, plan.Moving.Of(vector));
        Assert.Equal([(plan.Layout.Length, true)], plan.Moving.Runs);
    }

    [Fact]
    public void The_part_holds_what_moves_in_order_and_the_runs_cover_the_whole()
    {
        var plan = ModelPlan.Create(Samples.Cnn with { Freeze = ["0", "4.bias", "9"] });
        float[] vector = [.. Enumerable.Range(0, plan.Layout.Length).Select(i => (float)i)];

        var part = plan.Moving.Of(vector);

        Assert.Equal(["1.weight", "1.bias", "1.running_mean", "1.running_var", "4.weight"], plan.Moving.Layout.Entries.Select(entry => entry.Name));
        Assert.All(plan.Moving.Layout.Entries, entry =>
            Assert.Equal(plan.Layout.Entries.First(whole => whole.Name == entry.Name).Offset, part[entry.Offset]));
        Assert.Equal([false, true, false], plan.Moving.Runs.Select(run => run.Moves));
        Assert.Equal(plan.Layout.Length, plan.Moving.Runs.Sum(run => run.Length));
    }
}
