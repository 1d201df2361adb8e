using OrleansFederation.Randomness;

namespace OrleansFederation.Aggregation;

public sealed class MedianTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(20)]
    [InlineData(33)]
    [InlineData(100)]
    public void It_is_the_middle_of_the_sorted_numbers_at_every_place(int count)
    {
        var updates = Updates(count, length: 1000, seed: 1);

        var median = Combine(updates);

        Assert.Equal(Naive(updates), median);
    }

    [Fact]
    public void The_order_of_the_contributors_changes_no_bit()
    {
        var updates = Updates(9, length: 777, seed: 2);
        var expected = Combine(updates);
        new SeededRandom(3).Shuffle<float[]>(updates);

        Assert.Equal(expected, Combine(updates));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(300)]
    public void Where_blocks_end_changes_no_bit(int block)
    {
        var updates = Updates(6, length: 1000, seed: 4);
        var aggregate = new float[1000];
        for (var start = 0; start < aggregate.Length; start += block)
        {
            var length = Math.Min(block, aggregate.Length - start);
            new Median().Combine([.. updates.Select(update => (ReadOnlyMemory<float>)update.AsMemory(start, length))], aggregate.AsMemory(start, length), AggregationRules.Settings(new Median()), threads: 1);
        }

        Assert.Equal(Combine(updates), aggregate);
    }

    [Fact]
    public void Threads_change_no_bit() =>
        Assert.Equal(Combine(Updates(8, 5000, seed: 5), threads: 1), Combine(Updates(8, 5000, seed: 5), threads: 4));

    [Theory]
    [InlineData(float.MaxValue)]
    [InlineData(float.MinValue)]
    [InlineData(0)]
    public void A_minority_however_wrong_leaves_every_number_between_those_of_the_others(float wrong)
    {
        var honest = Updates(6, length: 500, seed: 6);
        var liars = Enumerable.Range(0, 5).Select(_ => Enumerable.Repeat(wrong, 500).ToArray());

        var median = Combine([.. honest, .. liars]);

        Assert.All(Enumerable.Range(0, 500), k => Assert.InRange(median[k], honest.Min(update => update[k]), honest.Max(update => update[k])));
    }

    [Fact]
    public void A_single_update_comes_out_as_it_is()
    {
        var update = new[] { 1.5f, -0f, float.Epsilon, float.MaxValue };

        Assert.Equal(update.Select(BitConverter.SingleToUInt32Bits), Combine([update]).Select(BitConverter.SingleToUInt32Bits));
    }

    [Fact]
    public void The_middle_of_two_large_numbers_does_not_overflow() =>
        Assert.Equal([float.MaxValue], Combine([[float.MaxValue], [float.MaxValue]]));

    [Fact]
    public void Updates_of_different_lengths_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Combine([[1, 2], [1]]));

    [Fact]
    public void The_rule_is_found_by_its_name_and_needs_all_updates() =>
        Assert.True(Assert.IsType<Median>(AggregationRules.Find("median"), exactMatch: true) is IAggregationRule { IsLinear: false });

    private static float[] Combine(float[][] updates, int threads = 2)
    {
        var aggregate = new float[updates[0].Length];
        new Median().Combine([.. updates.Select(update => (ReadOnlyMemory<float>)update)], aggregate, AggregationRules.Settings(new Median()), threads);
        return aggregate;
    }

    private static float[] Naive(float[][] updates) =>
    [
        .. Enumerable.Range(0, updates[0].Length).Select(k =>
        {
            float[] sorted = [.. updates.Select(update => update[k]).Order()];
            return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
        }),
    ];

    private static float[][] Updates(int count, int length, int seed)
    {
        var random = new SeededRandom((ulong)seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, length).Select(_ => (float)random.NextGaussian()).ToArray())];
    }
}
