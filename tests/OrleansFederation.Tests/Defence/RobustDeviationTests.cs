using OrleansFederation.Randomness;

namespace OrleansFederation.Defence;

public sealed class RobustDeviationTests
{
    private static readonly Func<double, double> None = _ => 0;

    [Fact]
    public void Figures_deviate_by_their_distance_from_the_median_in_corrected_median_distances()
    {
        // Median 3, distances 2 1 0 1 97 with the median 1; of five figures b is 1.206.
        var deviations = RobustDeviation.Of([1, 2, 3, 4, 100], None);

        Assert.Equal([-2, -1, 0, 1, 97], deviations.Select(deviation => Math.Round(deviation * 1.4826 * 1.206, 9)));
        Assert.Equal(0, RobustDeviation.Of([1, 2, 4, 100], None).Sum(Math.Sign));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(40)]
    public void The_spread_of_normal_figures_is_their_standard_deviation_for_few_and_many(int count)
    {
        const int Trials = 40_000;
        SeededRandom random = new(SeededRandom.Derive(5, "spread", count));

        var mean = Enumerable.Range(0, Trials).Sum(_ => RobustDeviation.Spread([.. Enumerable.Range(0, count).Select(_ => Normal(random))])) / Trials;

        Assert.InRange(mean, 0.98, 1.02);
    }

    [Fact]
    public void Half_of_all_figures_that_are_the_same_leave_the_least_spread()
    {
        Assert.Equal([0, 0, 0, 0, 8], RobustDeviation.Of([5, 5, 5, 5, 9], median => 0.1 * median));
        Assert.Equal([0, 0, 0, 0, 0], RobustDeviation.Of([5, 5, 5, 5, 5], None));
    }

    [Fact]
    public void What_is_not_finite_deviates_without_end_unless_most_is_not()
    {
        Assert.Equal([-1, -1, 0, double.PositiveInfinity, double.PositiveInfinity], RobustDeviation.Of([1, 2, 3, double.NaN, double.PositiveInfinity], _ => 1).Select(deviation => double.IsFinite(deviation) ? Math.Sign(deviation) : deviation));
        Assert.Equal([0, 0, 0], RobustDeviation.Of([1, double.NaN, double.PositiveInfinity], None));
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(5, 2)]
    [InlineData(20, 9)]
    public void Fewer_than_half_of_the_figures_whatever_they_are_leave_an_honest_one_near(int count, int wrong)
    {
        foreach (var lie in (double[])[1e300, -1e300, 1000, double.NaN])
        {
            double[] figures = [.. Enumerable.Range(0, count).Select(i => i < wrong ? lie : 10 + i * 0.1)];

            var honest = RobustDeviation.Of(figures, _ => 1).Skip(wrong);

            Assert.All(honest, deviation => Assert.InRange(deviation, -count, count));
        }
    }

    [Fact]
    public void The_order_of_the_figures_changes_no_bit()
    {
        SeededRandom random = new(3);
        double[] figures = [.. Enumerable.Range(0, 12).Select(_ => Normal(random))];
        var deviations = RobustDeviation.Of(figures, None);
        var places = Enumerable.Range(0, 12).ToArray();
        random.Shuffle<int>(places);

        Assert.Equal(places.Select(place => deviations[place]), RobustDeviation.Of([.. places.Select(place => figures[place])], None));
    }

    private static double Normal(SeededRandom random) => Enumerable.Range(0, 12).Sum(_ => random.NextInt(1 << 30) / (double)(1 << 30)) - 6;
}
