namespace OrleansFederation.Evaluation;

public sealed class ScoreGridTests
{
    [Theory]
    [InlineData(2, 4_096)]
    [InlineData(10, 512)]
    public void A_greater_score_never_has_a_lesser_bin(int classes, int bins)
    {
        var grid = ScoreGrid.For(classes)!.Value;
        var random = new Random(1);
        double[] scores = [.. Enumerable.Range(0, 20_000).Select(i => (random.NextDouble() - 0.5) * Math.Pow(10, i % 12 - 6)).Order()];

        int[] places = [.. scores.Select(grid.BinOf)];

        Assert.Equal(bins, grid.Bins);
        Assert.Equal(places.Order(), places);
        Assert.All(places, place => Assert.InRange(place, 0, bins - 1));
    }

    [Theory]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(-1e300, 0)]
    [InlineData(-255, 0)]
    [InlineData(-0.001, 2_047)]
    [InlineData(0, 2_048)]
    [InlineData(1, 2_048 + 256)]
    [InlineData(3, 2_048 + 512)]
    [InlineData(255, 4_095)]
    [InlineData(double.PositiveInfinity, 4_095)]
    public void Bins_are_where_the_documentation_says(double score, int bin) => Assert.Equal(bin, new ScoreGrid(8).BinOf(score));

    [Fact]
    public void More_classes_than_are_counted_have_no_grid() => Assert.Null(ScoreGrid.For(ScoreGrid.MostClasses + 1));
}
