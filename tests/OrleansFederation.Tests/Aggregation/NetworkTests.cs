using OrleansFederation.Randomness;

namespace OrleansFederation.Aggregation;

public sealed class NetworkTests
{
    public static TheoryData<int, int, int> Ranks => new()
    {
        { 1, 0, 1 }, { 2, 0, 2 }, { 3, 1, 2 }, { 5, 0, 1 }, { 7, 2, 5 }, { 8, 3, 5 }, { 20, 9, 11 }, { 20, 4, 16 }, { 33, 16, 17 }, { 65, 60, 65 },
    };

    [Theory]
    [MemberData(nameof(Ranks))]
    public void Wanted_ranks_come_to_their_places(int count, int from, int to)
    {
        var network = SelectionNetwork.Of(count, from, to);
        var random = new SeededRandom((ulong)count);
        for (var trial = 0; trial < 200; trial++)
        {
            // Few different values, so that ties occur.
            int[] values = [.. Enumerable.Range(0, count * RankKernel.Granule).Select(_ => random.NextInt(2 * count))];
            int[] expected = [.. Enumerable.Range(0, count).Select(i => values[i * RankKernel.Granule]).Order()];

            RankKernel.RunScalar<int>(values, RankKernel.Granule, network);

            Assert.Equal(expected[from..to], Enumerable.Range(from, to - from).Select(i => values[i * RankKernel.Granule]));
        }
    }

    [Fact]
    public void What_no_wanted_rank_depends_on_is_left_out()
    {
        Assert.Equal(97, SortingNetwork.Of(20).Count);
        Assert.Equal(81, SelectionNetwork.Of(20, 9, 11).Length);
        Assert.Contains(SelectionNetwork.Of(20, 9, 11), comparator => comparator.KeepsLow != comparator.KeepsHigh);
    }

    [Theory]
    [MemberData(nameof(Ranks))]
    public void Every_vector_width_gives_the_same_bits(int count, int from, int to)
    {
        const int Stride = 3 * RankKernel.Granule;
        var random = new SeededRandom(1);
        var network = SelectionNetwork.Of(count, from, to);
        int[] scalar = [.. Enumerable.Range(0, count * Stride).Select(_ => BitConverter.SingleToInt32Bits((float)random.NextGaussian()))];
        long[] doubles = [.. scalar.Select(value => (long)value << 20)];
        var (wide, half, wideDoubles, halfDoubles) = ((int[])scalar.Clone(), (int[])scalar.Clone(), (long[])doubles.Clone(), (long[])doubles.Clone());

        RankKernel.RunScalar<int>(scalar, Stride, network);
        RankKernel.Run512<int>(wide, Stride, network);
        RankKernel.Run256<int>(half, Stride, network);
        RankKernel.RunScalar<long>(doubles, Stride, network);
        RankKernel.Run512<long>(wideDoubles, Stride, network);
        RankKernel.Run256<long>(halfDoubles, Stride, network);

        Assert.Equal(scalar, wide);
        Assert.Equal(scalar, half);
        Assert.Equal(doubles, wideDoubles);
        Assert.Equal(doubles, halfDoubles);
    }

    [Fact]
    public void Bits_turned_over_are_ordered_as_the_numbers_are()
    {
        float[] ordered = [float.MinValue, -1.5f, -1, -float.Epsilon, -0f, 0f, float.Epsilon, 1, 1.5f, float.MaxValue];
        int[] keys = [.. ordered.Concat(Enumerable.Repeat(float.MaxValue, 6)).Select(BitConverter.SingleToInt32Bits)];
        var bits = (int[])keys.Clone();

        RankKernel.Turn<int>(keys);
        var strictly = keys.Take(ordered.Length).Zip(keys.Skip(1).Take(ordered.Length - 1), (a, b) => a < b);
        Assert.All(strictly, Assert.True);

        RankKernel.Turn<int>(keys);
        Assert.Equal(bits, keys);
    }
}
