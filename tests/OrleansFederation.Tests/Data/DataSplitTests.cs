using OrleansFederation.Randomness;

namespace OrleansFederation.Data;

public sealed class DataSplitTests
{
    private static readonly SplitSpec Three = new() { Train = 0.6, Validation = 0.2, Test = 0.2 };

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(7, true)]
    [InlineData(1000, true)]
    public void Every_example_is_in_exactly_one_part(int count, bool stratify)
    {
        var parts = Divide(count, Three with { Stratify = stratify });

        Assert.Equal(Enumerable.Range(0, count), parts.SelectMany(part => part).Order());
        Assert.All(parts, part => Assert.Equal(part.Order(), part));
    }

    [Fact]
    public void Parts_have_their_shares_exactly() => Assert.Equal([600, 200, 200], Divide(1000, Three).Select(part => part.Length));

    [Fact]
    public void A_share_of_0_stays_empty()
    {
        Assert.Equal([8, 0, 3], Divide(11, new() { Train = 0.75, Validation = 0, Test = 0.25 }).Select(part => part.Length));
        Assert.Equal([11, 0, 0], Divide(11, new() { Train = 1, Validation = 0, Test = 0 }).Select(part => part.Length));
    }

    [Fact]
    public void Stratified_every_class_has_the_same_shares()
    {
        // One of ten is of class 1.
        var parts = DataSplit.Divide(500, Three with { Stratify = true }, i => i % 10 == 0 ? 1 : 0, None, Never, 3);

        Assert.Equal([30, 10, 10], parts.Select(part => part.Count(i => i % 10 == 0)));
        Assert.Equal([270, 90, 90], parts.Select(part => part.Count(i => i % 10 != 0)));
    }

    [Fact]
    public void A_split_follows_from_its_seed()
    {
        Assert.Equal(Divide(100, Three)[2], Divide(100, Three)[2]);
        Assert.NotEqual(Divide(100, Three, 1)[2], Divide(100, Three, 2)[2]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_group_is_never_in_two_parts(bool stratify)
    {
        for (var seed = 0UL; seed < 50; seed++)
        {
            SeededRandom random = new(seed);
            var groups = Enumerable.Range(0, 400).Select(_ => (ulong)random.NextInt(60)).ToArray();

            var parts = DataSplit.Divide(400, Three with { Group = "patient", Stratify = stratify }, i => i % 3, i => groups[i], Never, seed);

            Assert.Equal(Enumerable.Range(0, 400), parts.SelectMany(part => part).Order());
            Assert.Distinct(parts.SelectMany(part => part.Select(i => groups[i]).Distinct()));
            Assert.InRange(parts[0].Length, 190, 290);
        }
    }

    [Fact]
    public void By_time_the_newest_are_for_the_test_and_a_moment_stays_together()
    {
        var times = Enumerable.Range(0, 100).Select(i => (double)((i * 37) % 100 / 4)).ToArray();

        var parts = DataSplit.Divide(100, Three with { Time = "visited" }, i => 0, None, i => times[i], 1);

        Assert.Equal([60, 20, 20], parts.Select(part => part.Length));
        Assert.True(parts[0].Max(i => times[i]) < parts[1].Min(i => times[i]));
        Assert.True(parts[1].Max(i => times[i]) < parts[2].Min(i => times[i]));
    }

    [Fact]
    public void By_time_a_group_goes_where_its_newest_example_lies()
    {
        // Groups of four examples, of which one is as old as the oldest.
        var parts = DataSplit.Divide(100, Three with { Time = "visited", Group = "patient" }, i => 0, i => (ulong)(i / 4), i => i % 4 == 0 ? 0 : i, 1);

        Assert.Equal(Enumerable.Range(80, 20), parts[2]);
    }

    private static int[][] Divide(int count, SplitSpec split, ulong seed = 1) => DataSplit.Divide(count, split, i => i % 2, None, Never, seed);

    private static ulong None(int index) => throw new InvalidOperationException("Groups were not asked for.");

    private static double Never(int index) => throw new InvalidOperationException("Times were not asked for.");
}
