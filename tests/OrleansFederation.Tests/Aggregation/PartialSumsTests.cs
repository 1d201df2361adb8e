using System.Runtime.InteropServices;
using OrleansFederation.Randomness;

namespace OrleansFederation.Aggregation;

public sealed class PartialSumsTests
{
    [Fact]
    public void Partial_sums_are_added_in_site_order()
    {
        // In float32 the order shows: 1e8 swallows a 1 that is added to it.
        float[] large = [1e8f], minus = [-1e8f], one = [1];

        Assert.Equal([1f], PartialSums.Combine<float>([large, minus, one]));
        Assert.Equal([0f], PartialSums.Combine<float>([large, one, minus]));
    }

    [Fact]
    public void One_site_comes_out_with_its_very_bits()
    {
        float[] partial = [0.1f, -0f, 1e-40f, 3e38f];

        var sum = PartialSums.Combine<float>([partial]);

        Assert.Equal(MemoryMarshal.AsBytes(partial.AsSpan()).ToArray(), MemoryMarshal.AsBytes(sum.AsSpan()).ToArray());
    }

    [Fact]
    public void Sites_together_give_the_mean_of_all_clients()
    {
        var random = new SeededRandom(11);
        double[][] updates = [.. Enumerable.Range(0, 10).Select(_ => Enumerable.Range(0, 50).Select(_ => random.NextGaussian()).ToArray())];
        var weights = new FedAvg().Weigh([.. Enumerable.Range(1, 10).Select(i => (long)i)]);

        var sum = PartialSums.Combine<double>([Fold(0, 3), Fold(3, 4), Fold(4, 10)]);

        var expected = Fold(0, 10);
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(expected[i], sum[i], 1e-14);
        }

        double[] Fold(int from, int to)
        {
            var partial = new WeightedSum<double>(50);
            for (var i = from; i < to; i++)
            {
                partial.Add(updates[i], weights[i]);
            }

            return partial.Finish();
        }
    }

    [Fact]
    public void No_partial_sum_at_all_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PartialSums.Combine<float>([]));

    [Fact]
    public void Applying_moves_the_parameters_in_place()
    {
        float[] parameters = [1, 2, 3];

        PartialSums.Apply<float>(parameters, [0.5f, -2, 0]);

        Assert.Equal([1.5f, 0, 3], parameters);
    }

    [Fact]
    public void Applying_an_aggregate_of_another_length_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PartialSums.Apply<float>(new float[3], new float[2]));
}
