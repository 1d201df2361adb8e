namespace OrleansFederation.Randomness;

public sealed class SeededRandomTests
{
    // Worked out apart from this code: SHA-256 and the published xoshiro256** in another language.
    [Theory]
    [InlineData(0ul, 0x77f28426ede3b6d6ul, 0xe2186c36fa6578f5ul, 0xc255ab95b25404f9ul, 0x58c3c385d0752f53ul)]
    [InlineData(42ul, 0x3661a35c6d40647cul, 0xae54c1d0e47f9d39ul, 0xd0859be4b61b3a26ul, 0x5a66f8264135d036ul)]
    [InlineData(ulong.MaxValue, 0x437cad72d2a0eef9ul, 0xa54701a2ee466944ul, 0xaa8dd96ecf4213aaul, 0xbff81b59c2d83924ul)]
    public void A_seed_gives_the_same_numbers_everywhere(ulong seed, params ulong[] expected)
    {
        var random = new SeededRandom(seed);

        Assert.Equal(expected, expected.Select(_ => random.NextUInt64()));
    }

    [Fact]
    public void A_derived_seed_is_the_same_everywhere() =>
        Assert.Equal(0xf972bbd03c8a12e3ul, SeededRandom.Derive(7, "shuffle", 3, 1));

    [Fact]
    public void Seed_purpose_and_path_each_make_another_stream()
    {
        ulong[] seeds =
        [
            SeededRandom.Derive(7, "shuffle", 3, 1), SeededRandom.Derive(8, "shuffle", 3, 1), SeededRandom.Derive(7, "sample", 3, 1),
            SeededRandom.Derive(7, "shuffle", 1, 3), SeededRandom.Derive(7, "shuffle", 3), SeededRandom.Derive(7, "shuffle"),
        ];

        Assert.Distinct(seeds);
    }

    [Fact]
    public void Doubles_lie_from_0_up_to_1_and_average_a_half()
    {
        var random = new SeededRandom(1);

        double[] values = [.. Enumerable.Range(0, 100_000).Select(_ => random.NextDouble())];

        Assert.All(values, value => Assert.InRange(value, 0, Math.BitDecrement(1.0)));
        Assert.Equal(0.5, values.Average(), 0.005);
    }

    [Fact]
    public void Integers_are_spread_evenly_over_their_bound()
    {
        var random = new SeededRandom(2);
        var counts = new int[7];

        for (var i = 0; i < 70_000; i++)
        {
            counts[random.NextInt(7)]++;
        }

        // Five standard deviations of a binomial of 70,000 and 1/7.
        Assert.All(counts, count => Assert.InRange(count, 10_000 - 463, 10_000 + 463));
    }

    [Fact]
    public void A_bound_below_1_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeededRandom(0).NextInt(0));

    [Fact]
    public void Gaussians_have_mean_0_and_variance_1()
    {
        var random = new SeededRandom(3);

        double[] values = [.. Enumerable.Range(0, 100_000).Select(_ => random.NextGaussian())];

        Assert.Equal(0, values.Average(), 0.016);
        Assert.Equal(1, values.Average(value => value * value), 0.023);
    }

    [Fact]
    public void A_shuffle_keeps_every_element_and_moves_them()
    {
        int[] values = [.. Enumerable.Range(0, 100)];

        new SeededRandom(4).Shuffle<int>(values);

        Assert.NotEqual(Enumerable.Range(0, 100), values);
        Assert.Equal(Enumerable.Range(0, 100), values.Order());
    }
}
