using OrleansFederation.Randomness;

namespace OrleansFederation.Preprocessing;

/// <summary>The sketch against the sorted numbers.</summary>
public sealed class QuantileSketchTests
{
    private static readonly double[] Ranks = [0, 0.01, 0.25, 0.5, 0.75, 0.99, 1];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 1000)]
    [InlineData(4, 20_001)]
    public void Every_quantile_is_within_half_a_per_cent_of_the_sorted_numbers(ulong seed, int count)
    {
        var numbers = Numbers(seed, count);
        var sketch = new QuantileSketch();
        Array.ForEach(numbers, sketch.Add);

        Array.Sort(numbers);
        foreach (var q in Ranks)
        {
            var exact = numbers[(int)Math.Floor(q * (count - 1))];
            Assert.InRange(sketch.Quantile(q), exact - Math.Abs(exact) * 0.00501, exact + Math.Abs(exact) * 0.00501);
        }
    }

    [Fact]
    public void Merging_any_grouping_gives_the_same_sketch()
    {
        var numbers = Numbers(7, 3000);
        var whole = new QuantileSketch();
        Array.ForEach(numbers, whole.Add);
        var merged = new QuantileSketch();
        foreach (var group in numbers.Chunk(700).Reverse())
        {
            var part = new QuantileSketch();
            Array.ForEach(group, part.Add);
            merged.Merge(part);
        }

        Assert.Equal(whole.Count, merged.Count);
        Assert.All(Ranks, q => Assert.Equal(whole.Quantile(q), merged.Quantile(q)));
    }

    [Fact]
    public void Without_numbers_there_is_no_quantile() => Assert.True(double.IsNaN(new QuantileSketch().Quantile(0.5)));

    /// <summary>Positive and negative numbers over many magnitudes, and zeros.</summary>
    private static double[] Numbers(ulong seed, int count)
    {
        var random = new SeededRandom(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(i => (i % 7) switch
            {
                0 => 0.0,
                1 or 2 => -Math.Exp(20 * random.NextDouble() - 10),
                _ => Math.Exp(20 * random.NextDouble() - 10),
            }),
        ];
    }
}
