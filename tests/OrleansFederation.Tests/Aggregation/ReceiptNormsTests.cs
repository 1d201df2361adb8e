using OrleansFederation.Parameters;
using OrleansFederation.Randomness;

namespace OrleansFederation.Aggregation;

public sealed class ReceiptNormsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 4_099)]
    [InlineData(7, 1_000)]
    [InlineData(500, 257)]
    public void No_honest_sum_is_too_long_however_alike_its_updates_are(int count, int length)
    {
        foreach (var scale in new[] { 1e-42, 1e-38, 1e-20, 1e-3, 1.0, 1e15 })
        {
            // Of one direction, so that the triangle inequality is an equality.
            var random = new SeededRandom(SeededRandom.Derive(count, "norms", length));
            float[] direction = [.. Enumerable.Range(0, length).Select(_ => (float)(random.NextGaussian() * scale))];
            var sum = new WeightedSum<float>(length);
            List<(double, double)> told = [];
            for (var i = 0; i < count; i++)
            {
                var update = direction.Select(value => value * (float)(0.5 + random.NextDouble())).ToArray();
                var weight = random.NextDouble() / count;
                sum.Add(update, weight);
                told.Add((weight, Math.Sqrt(SquaredNorm.Of(update))));
            }

            var norm = Math.Sqrt(SquaredNorm.Of(sum.Finish()));

            Assert.InRange(norm, 0, ReceiptNorms.Greatest(told, length));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(2_000)]
    public void A_sum_that_is_stretched_by_a_thousandth_of_the_greatest_is_too_long(int count)
    {
        var told = Enumerable.Repeat((1.0 / count, 0.5), count).ToArray();

        Assert.InRange(ReceiptNorms.Greatest(told, 10_000), 0.5, 0.5 * 1.001);
    }

    [Theory]
    [InlineData(1.0, 1.0, true)]
    [InlineData(1.000001, 1.0, true)]
    [InlineData(0.0, 0.0, true)]
    [InlineData(1.0001, 1.0, false)]
    [InlineData(1.0, 1.0001, false)]
    [InlineData(1e-30, 0.0, false)]
    [InlineData(double.PositiveInfinity, 1.0, false)]
    [InlineData(double.NaN, 1.0, false)]
    [InlineData(1.0, double.PositiveInfinity, false)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, false)]
    [InlineData(1.0, double.NaN, false)]
    public void A_norm_is_as_told_but_for_rounding(double measured, double told, bool isAsTold) => Assert.Equal(isAsTold, ReceiptNorms.IsAsTold(measured, told));
}
