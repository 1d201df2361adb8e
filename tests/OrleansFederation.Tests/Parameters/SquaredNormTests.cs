using OrleansFederation.Randomness;

namespace OrleansFederation.Parameters;

public sealed class SquaredNormTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(1003)]
    public void It_is_the_sum_of_the_squares(int length)
    {
        var values = Gaussian(length);

        Assert.Equal(values.Sum(value => (double)value * value), SquaredNorm.Of(values), 1e-12 * length);
    }

    [Fact]
    public void The_bits_are_those_of_sixteen_sums_on_every_processor()
    {
        var values = Gaussian(1003);
        var lanes = new double[16];
        for (var i = 0; i < 992; i++)
        {
            lanes[i % 16] += (double)values[i] * values[i];
        }

        var expected = values[992..].Aggregate(lanes.Aggregate(0.0, (sum, lane) => sum + lane), (sum, value) => sum + (double)value * value);

        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(SquaredNorm.Of(values)));
    }

    [Fact]
    public void Large_numbers_do_not_overflow() => Assert.Equal(2 * 1e60, SquaredNorm.Of([1e30f, 1e30f]), 1e54);

    private static float[] Gaussian(int length)
    {
        SeededRandom random = new(9);
        return [.. Enumerable.Range(0, length).Select(_ => (float)random.NextGaussian())];
    }
}
