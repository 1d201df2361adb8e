using System.Numerics;
using System.Runtime.InteropServices;
using OrleansFederation.Randomness;

namespace OrleansFederation.Aggregation;

public sealed class WeightedSumTests
{
    // Lengths around every vector width, and one that is shared among threads.
    public static TheoryData<int> Lengths => [0, 1, 7, 8, 15, 16, 17, 33, 1000, 200_003];

    public static TheoryData<int> ClientCounts => [1, 2, 3, 4, 5, 8, 11];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Every_vector_width_gives_the_same_bits(int length)
    {
        var updates = Updates(4, length);
        float[] weights = [0.1f, 0.2f, 0.3f, 0.4f];
        var scalar = Updates(1, length)[0];
        var (wide, half) = ((float[])scalar.Clone(), (float[])scalar.Clone());

        FusedFold.AddScalar(scalar, updates[0], updates[1], updates[2], updates[3], weights);
        var covered = FusedFold.Add512(wide, updates[0], updates[1], updates[2], updates[3], weights);
        var coveredByHalf = FusedFold.Add256(half, updates[0], updates[1], updates[2], updates[3], weights);

        Assert.Equal((length - length % 16, length - length % 8), (covered, coveredByHalf));
        AssertSameBits(scalar.AsSpan(0, covered), wide.AsSpan(0, covered));
        AssertSameBits(scalar.AsSpan(0, coveredByHalf), half.AsSpan(0, coveredByHalf));
    }

    [Theory]
    [MemberData(nameof(ClientCounts))]
    public void Groups_give_the_bits_of_adding_one_client_after_the_other(int clients)
    {
        var updates = Updates(clients, 1003);
        var weights = Weights(clients);

        var sum = Sum(updates, weights);

        AssertSameBits(OneByOne(updates, weights), sum);
    }

    [Theory]
    [MemberData(nameof(ClientCounts))]
    public void The_double_path_gives_the_bits_of_adding_one_client_after_the_other(int clients)
    {
        double[][] updates = [.. Updates(clients, 1003).Select(update => update.Select(value => value * Math.PI).ToArray())];
        var weights = Weights(clients);

        var sum = Sum(updates, weights);

        Assert.Equal(OneByOne(updates, weights), sum);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void The_number_of_threads_changes_no_bit(int threads)
    {
        var updates = Updates(6, 200_003);
        var weights = Weights(6);

        var sum = Sum(updates, weights, threads);

        AssertSameBits(Sum(updates, weights), sum);
    }

    [Fact]
    public void The_order_of_arrival_changes_no_bit_once_updates_are_put_in_order()
    {
        var updates = Updates(9, 515);
        var weights = Weights(9);
        int[] arrival = [.. Enumerable.Range(0, 9)];
        new SeededRandom(5).Shuffle<int>(arrival);

        var sum = new WeightedSum<float>(515);
        foreach (var ordinal in arrival.Order())
        {
            sum.Add(updates[ordinal], weights[ordinal]);
        }

        AssertSameBits(Sum(updates, weights), sum.Finish());
    }

    [Fact]
    public void One_client_comes_out_with_its_very_bits()
    {
        var update = Updates(1, 100)[0];
        (update[3], update[4]) = (-0f, float.Epsilon);

        AssertSameBits(update, Sum([update], [1]));
    }

    [Fact]
    public void Equal_clients_average_to_themselves()
    {
        var update = Updates(1, 1000)[0];
        float[][] updates = [.. Enumerable.Repeat(update, 7)];

        var sum = Sum(updates, new FedAvg().Weigh([3, 1, 4, 1, 5, 9, 2]));

        AssertClose(update, sum, 1e-6);
    }

    [Fact]
    public void Scaling_the_updates_by_a_power_of_two_scales_the_sum_exactly()
    {
        var updates = Updates(5, 300);
        float[][] scaled = [.. updates.Select(update => update.Select(value => value * 8).ToArray())];

        var sum = Sum(scaled, Weights(5));

        AssertSameBits([.. Sum(updates, Weights(5)).Select(value => value * 8)], sum);
    }

    [Fact]
    public void Moving_every_update_moves_the_mean_as_far()
    {
        double[][] updates = [.. Updates(5, 300).Select(update => update.Select(value => (double)value).ToArray())];
        double[][] moved = [.. updates.Select(update => update.Select(value => value + 3).ToArray())];

        var sum = Sum(moved, Weights(5));

        var expected = Sum(updates, Weights(5));
        for (var i = 0; i < sum.Length; i++)
        {
            Assert.Equal(expected[i] + 3, sum[i], 1e-14);
        }
    }

    [Fact]
    public void Nothing_added_gives_a_sum_that_changes_nothing()
    {
        float[] parameters = [1, -0f, 0, -5];

        PartialSums.Apply<float>(parameters, new WeightedSum<float>(4).Finish());

        AssertSameBits([1, -0f, 0, -5], parameters);
    }

    [Fact]
    public void Updates_can_be_added_after_the_sum_was_read()
    {
        var updates = Updates(6, 100);
        var weights = Weights(6);
        var sum = new WeightedSum<float>(100);
        for (var i = 0; i < 6; i++)
        {
            sum.Add(updates[i], weights[i]);
            sum.Finish();
        }

        AssertSameBits(Sum(updates, weights), sum.Finish());
        Assert.Equal(6, sum.Count);
    }

    [Fact]
    public void An_update_of_another_length_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new WeightedSum<float>(3).Add(new float[4], 1));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_weight_that_is_not_finite_is_refused(double weight) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new WeightedSum<float>(3).Add(new float[3], weight));

    private static T[] Sum<T>(T[][] updates, double[] weights, int threads = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sum = new WeightedSum<T>(updates[0].Length, threads);
        for (var i = 0; i < updates.Length; i++)
        {
            sum.Add(updates[i], weights[i]);
        }

        return sum.Finish();
    }

    private static T[] OneByOne<T>(T[][] updates, double[] weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sum = new T[updates[0].Length];
        for (var i = 0; i < updates.Length; i++)
        {
            for (var k = 0; k < sum.Length; k++)
            {
                sum[k] = T.FusedMultiplyAdd(T.CreateChecked(weights[i]), updates[i][k], sum[k]);
            }
        }

        return sum;
    }

    private static double[] Weights(int clients) => new FedAvg().Weigh([.. Enumerable.Range(0, clients).Select(i => 100L + 37 * i)]);

    private static float[][] Updates(int clients, int length)
    {
        var random = new SeededRandom((ulong)length);
        return [.. Enumerable.Range(0, clients).Select(_ => Enumerable.Range(0, length).Select(_ => (float)random.NextGaussian()).ToArray())];
    }

    private static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual) =>
        Assert.True(
            MemoryMarshal.AsBytes(expected).SequenceEqual(MemoryMarshal.AsBytes(actual)),
            $"bits differ first at {expected.CommonPrefixLength(actual)} of {expected.Length} and {actual.Length}");

    private static void AssertClose(float[] expected, float[] actual, double relative)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], Math.Abs(expected[i]) * relative);
        }
    }
}
