using OrleansFederation.Randomness;

namespace OrleansFederation.Aggregation;

public sealed class DistanceSumsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 511)]
    [InlineData(3, 512)]
    [InlineData(5, 513)]
    [InlineData(8, 600)]
    [InlineData(17, 5000)]
    [InlineData(20, 1027)]
    public void Norms_and_distances_are_those_of_plain_arithmetic(int count, int length)
    {
        var updates = Updates(count, length);

        var measured = InMemoryAggregation.Measure(updates, threads: 2);

        var expected = UpdateDistances.Of(updates);
        Assert.Equal(count, measured.Count);
        AssertClose(expected.Norms, measured.Norms, 1e-6);
        AssertClose(expected.Squares, measured.Squares, 1e-6);
        Assert.All(Enumerable.Range(0, count), i => Assert.Equal(0, measured[i, i]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(512)]
    [InlineData(1000)]
    [InlineData(4096)]
    public void Where_blocks_end_changes_no_bit(int block)
    {
        var updates = Updates(6, 5000);
        var sums = new DistanceSums(6);
        for (var start = 0; start < 5000; start += block)
        {
            sums.Add([.. updates.Select(update => update.Slice(start, Math.Min(block, 5000 - start)))], threads: 1);
        }

        AssertSameBits(InMemoryAggregation.Measure(updates, threads: 1), sums.ToDistances());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(16)]
    public void Threads_change_no_bit(int threads)
    {
        var updates = Updates(33, 3000);

        AssertSameBits(InMemoryAggregation.Measure(updates, threads: 1), InMemoryAggregation.Measure(updates, threads));
    }

    [Fact]
    public void What_was_measured_can_be_asked_for_before_more_is_added()
    {
        var updates = Updates(3, 700);
        var sums = new DistanceSums(3);
        sums.Add([.. updates.Select(update => update[..300])], threads: 1);
        AssertSameBits(InMemoryAggregation.Measure([.. updates.Select(update => update[..300])], 1), sums.ToDistances());

        sums.Add([.. updates.Select(update => update[300..])], threads: 1);
        AssertSameBits(InMemoryAggregation.Measure(updates, 1), sums.ToDistances());
    }

    [Fact]
    public void Every_vector_width_gives_the_same_bits()
    {
        var random = new SeededRandom(3);
        var rows = Numbers(random, DistanceKernel.Rows * DistanceKernel.Strip);
        var others = Numbers(random, DistanceKernel.Others * DistanceKernel.Strip);
        var (scalar, wide, half) = (new float[8], new float[8], new float[8]);

        DistanceKernel.SumScalar(rows, others, scalar);
        DistanceKernel.Sum512(rows, others, wide);
        DistanceKernel.Sum256(rows, others, half);

        Assert.Equal(scalar.Select(BitConverter.SingleToUInt32Bits), wide.Select(BitConverter.SingleToUInt32Bits));
        Assert.Equal(scalar.Select(BitConverter.SingleToUInt32Bits), half.Select(BitConverter.SingleToUInt32Bits));
        Assert.All(scalar, sum => Assert.InRange(sum, 700f, 1400f));
    }

    [Theory]
    [InlineData(3e38f)]
    [InlineData(1e25f)]
    [InlineData(1e-30f)]
    public void What_float32_cannot_square_is_measured_in_double(float size)
    {
        ReadOnlyMemory<float>[] updates = [Enumerable.Repeat(size, 300).ToArray(), Enumerable.Repeat(-size, 300).ToArray(), new float[300]];

        var measured = InMemoryAggregation.Measure(updates, threads: 1);

        AssertClose(UpdateDistances.Of(updates).Squares, measured.Squares, 1e-12);
        Assert.True(measured[0, 1] > 0);
    }

    [Fact]
    public void Near_updates_that_are_far_from_zero_keep_their_distance()
    {
        // By norms and products, 1e6² less 1e6² would leave nothing of it.
        ReadOnlyMemory<float>[] updates = [Enumerable.Repeat(1_000_000f, 1000).ToArray(), Enumerable.Repeat(1_000_000.0625f, 1000).ToArray()];

        Assert.Equal(1000 * 0.0625 * 0.0625, InMemoryAggregation.Measure(updates, threads: 1)[0, 1], 1e-9);
    }

    [Fact]
    public void Blocks_of_different_lengths_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DistanceSums(2).Add([new float[3], new float[4]], threads: 1));

    private static void AssertSameBits(UpdateDistances expected, UpdateDistances actual)
    {
        Assert.Equal(expected.Norms, actual.Norms);
        Assert.Equal(expected.Squares, actual.Squares);
    }

    private static void AssertClose(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double relative) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, Math.Abs(pair.First) * relative));

    private static ReadOnlyMemory<float>[] Updates(int count, int length)
    {
        var random = new SeededRandom((ulong)length);
        return [.. Enumerable.Range(0, count).Select(_ => (ReadOnlyMemory<float>)Numbers(random, length))];
    }

    private static float[] Numbers(SeededRandom random, int length) => [.. Enumerable.Range(0, length).Select(_ => (float)random.NextGaussian())];
}
