using OrleansFederation.Randomness;

namespace OrleansFederation.Defence;

public sealed class MedianAlignmentTests
{
    [Fact]
    public void Known_updates_have_known_norms_and_cosines()
    {
        // The median is (3, 4, 0).
        var measured = Measure([[3, 4, 0], [3, 5, 0], [-3, -4, 1], [6, 4, 0], [3, 4, -12]], 8, 1);

        Assert.Equal([5, Math.Sqrt(34), Math.Sqrt(26), Math.Sqrt(52), 13], measured.Norms);
        Assert.Equal([1, 29 / (Math.Sqrt(34) * 5), -25 / (Math.Sqrt(26) * 5), 34 / (Math.Sqrt(52) * 5), 25 / 65.0], measured.Cosines.Select(cosine => Math.Round(cosine, 14)), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void An_update_of_nothing_points_nowhere_and_so_does_every_one_where_the_median_is_nothing()
    {
        Assert.Equal(0, Measure([[1, 1], [0, 0], [1, 2]], 8, 1).Cosines[1]);
        Assert.Equal([0, 0, 0], Measure([[1, 0], [0, 1], [0, 0]], 8, 1).Cosines);
    }

    [Theory]
    [InlineData(3, 4_099)]
    [InlineData(8, 40_000)]
    [InlineData(20, 1_001)]
    public void Blocks_and_threads_change_no_bit_and_the_order_of_clients_only_the_places(int count, int length)
    {
        var updates = Random(count, length, 9);
        var whole = Measure(updates, length, 1);

        foreach (var (block, threads) in ((int, int)[])[(8, 1), (512, 2), (4_096, 3)])
        {
            var parts = Measure(updates, block, threads);
            Assert.Equal(whole.Norms, parts.Norms);
            Assert.Equal(whole.Cosines, parts.Cosines);
        }

        var turned = Measure([.. updates.Reverse()], length, 2);
        Assert.Equal(whole.Norms.Reverse(), turned.Norms);
        Assert.Equal(whole.Cosines.Reverse(), turned.Cosines);
    }

    [Fact]
    public void A_block_after_one_that_can_only_be_the_last_is_refused()
    {
        var alignment = new MedianAlignment(1);
        alignment.Add([new float[9]], 1);

        Assert.Throws<InvalidOperationException>(() => alignment.Add([new float[8]], 1));
    }

    internal static float[][] Random(int count, int length, ulong seed)
    {
        SeededRandom random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, length).Select(_ => random.NextInt(20_001) / 10_000f - 1).ToArray())];
    }

    internal static UpdateMeasures Measure(IReadOnlyList<float[]> updates, int block, int threads)
    {
        var alignment = new MedianAlignment(updates.Count);
        for (var done = 0; done < updates[0].Length; done += block)
        {
            alignment.Add([.. updates.Select(update => (ReadOnlyMemory<float>)update.AsMemory(done, Math.Min(block, update.Length - done)))], threads);
        }

        return new(alignment.Norms, alignment.Cosines, []);
    }
}
