using OrleansFederation.Output;

namespace OrleansFederation.Console;

/// <summary>Series drawn as blocks.</summary>
public sealed class SparklineTests
{
    [Theory]
    [InlineData(new double[] { }, 10, "")]
    [InlineData(new[] { 3.0 }, 10, "▅")]
    [InlineData(new[] { 1.0, 1.0, 1.0 }, 10, "▅▅▅")]
    [InlineData(new[] { 0.0, 1.0 }, 10, "▁█")]
    [InlineData(new[] { 0.0, 1, 2, 3, 4, 5, 6, 7 }, 8, "▁▂▃▄▅▆▇█")]
    [InlineData(new[] { 7.0, 6, 5, 4, 3, 2, 1, 0 }, 4, "█▆▃▁")]
    [InlineData(new[] { 0.0, double.NaN, 1 }, 10, "▁ █")]
    [InlineData(new[] { double.NaN }, 10, " ")]
    [InlineData(new[] { 1.0, 2 }, 0, "")]
    public void A_series_is_drawn_from_its_lowest_to_its_highest(double[] values, int cells, string expected) =>
        Assert.Equal(expected, Sparkline.Of(values, cells));

    [Fact]
    public void A_long_series_takes_no_more_than_its_cells() =>
        Assert.Equal(40, Sparkline.Of([.. Enumerable.Range(0, 1001).Select(i => (double)i)], 40).Length);
}
