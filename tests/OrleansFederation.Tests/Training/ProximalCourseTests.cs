namespace OrleansFederation.Training;

public sealed class ProximalCourseTests
{
    private static readonly ProximalSpec Adaptive = new(0, Adaptive: true);

    [Fact]
    public void Mu_rises_where_the_loss_does_not_fall_and_falls_where_it_does() =>
        Assert.Equal([0, 0.1, 0.2, 0.1, 0, 0], Course(Adaptive, 1, 1.5, 1.5, 1.2, 1, 0.5));

    [Fact]
    public void Mu_stays_between_0_and_1()
    {
        Assert.Equal(1, Course(Adaptive, [.. Enumerable.Range(0, 15).Select(round => (double?)round)])[^1]);
        Assert.Equal(0, Course(Adaptive, [.. Enumerable.Range(0, 15).Select(round => (double?)-round)])[^1]);
    }

    [Fact]
    public void Mu_begins_where_the_spec_says() => Assert.Equal([0.5, 0.4], Course(new(0.5, Adaptive: true), 2, 1));

    [Fact]
    public void A_round_without_a_loss_changes_nothing() => Assert.Equal([0, 0, 0.1], Course(Adaptive, 1, null, 1));

    [Fact]
    public void What_does_not_adapt_has_no_course()
    {
        Assert.Null(ProximalCourse.After(null, null, 1));
        Assert.Null(ProximalCourse.After(new(0.1), null, 1));
    }

    private static double[] Course(ProximalSpec spec, params double?[] losses)
    {
        List<double> mu = [];
        ProximalCourse? course = null;
        foreach (var loss in losses)
        {
            course = ProximalCourse.After(spec, course, loss);
            mu.Add(course!.Mu);
        }

        return [.. mu];
    }
}
