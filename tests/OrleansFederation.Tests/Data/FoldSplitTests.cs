using OrleansFederation.Randomness;

namespace OrleansFederation.Data;

public sealed class FoldSplitTests
{
    [Theory]
    [InlineData(0, 5)]
    [InlineData(3, 5)]
    [InlineData(101, 2)]
    [InlineData(1000, 7)]
    public void Every_example_has_one_fold_and_folds_differ_by_at_most_one_in_size_and_in_every_class(int count, int folds)
    {
        for (var seed = 0UL; seed < 50; seed++)
        {
            SeededRandom random = new(seed);
            var labels = Enumerable.Range(0, count).Select(_ => random.NextInt(4) * random.NextInt(3)).ToArray();

            var fold = FoldSplit.Deal(count, folds, i => labels[i], null, seed);

            Assert.Equal(count, fold.Length);
            Assert.All(fold, each => Assert.InRange(each, 0, folds - 1));
            Even(fold, folds);
            foreach (var label in labels.Distinct())
            {
                Even(fold.Where((_, i) => labels[i] == label), folds);
            }
        }
    }

    [Fact]
    public void Folds_follow_from_their_seed()
    {
        Assert.Equal(Deal(1), Deal(1));
        Assert.NotEqual(Deal(1), Deal(2));

        static int[] Deal(ulong seed) => FoldSplit.Deal(100, 5, i => i % 2, null, seed);
    }

    [Fact]
    public void A_group_is_in_one_fold_and_classes_are_spread_nearly_evenly()
    {
        for (var seed = 0UL; seed < 50; seed++)
        {
            SeededRandom random = new(seed);
            var groups = Enumerable.Range(0, 600).Select(_ => (ulong)random.NextInt(150)).ToArray();

            // One of five is of class 1, group by group.
            var fold = FoldSplit.Deal(600, 5, Label, i => groups[i], seed);

            Assert.All(groups.Index().GroupBy(each => each.Item), group => Assert.Single(group.Select(each => fold[each.Index]).Distinct()));
            Assert.All(fold.CountBy(each => each), each => Assert.InRange(each.Value, 100, 140));
            Assert.All(fold.Where((_, i) => Label(i) == 1).CountBy(each => each), each => Assert.InRange(each.Value, 15, 33));

            int Label(int i) => groups[i] % 5 == 0 ? 1 : 0;
        }
    }

    private static void Even(IEnumerable<int> fold, int folds)
    {
        var sizes = fold.CountBy(each => each).ToDictionary();
        var counts = Enumerable.Range(0, folds).Select(each => sizes.GetValueOrDefault(each)).ToArray();
        Assert.InRange(counts.Max() - counts.Min(), 0, 1);
    }
}
