namespace OrleansFederation.Evaluation;

/// <summary>Merging gives the same, however examples are grouped and in whatever order groups come.</summary>
public sealed class MergeTests
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(10, 3)]
    [InlineData(33, 4)]
    [InlineData(120, 5)]
    public void Any_grouping_gives_the_tallies_of_all_examples_at_once(int classes, int seed)
    {
        var examples = Examples.Draw(400, classes, seed);
        var whole = Whole(examples.Evaluate());
        var random = new Random(seed);

        for (var trial = 0; trial < 20; trial++)
        {
            var groups = random.Next(1, 30);
            Metrics[] parts = [.. Enumerable.Range(0, examples.Count).GroupBy(_ => random.Next(groups)).Select(group => examples.Evaluate(group))];
            random.Shuffle(parts);

            Assert.Equal(whole, Whole(Tree(parts, random)));
        }
    }

    [Fact]
    public void Each_thread_counting_for_itself_gives_the_same()
    {
        var examples = Examples.Draw(300, 10, seed: 6);
        var (first, second) = (new EvaluationTally(10), new EvaluationTally(10));
        for (var i = 0; i < examples.Count; i++)
        {
            (i % 3 == 0 ? first : second).Add(examples.Logits[i], examples.Targets[i]);
        }

        first.Add(second);

        Assert.Equal(Whole(examples.Evaluate()).Tallies, first.ToTallies());
    }

    [Fact]
    public void No_examples_change_nothing()
    {
        var metrics = Examples.Draw(10, 3, seed: 7).Evaluate();

        Assert.Equal(metrics, metrics.Merge(Metrics.None));
        Assert.Equal(metrics, Metrics.None.Merge(metrics));
    }

    [Fact]
    public void Where_some_have_no_tallies_the_sum_has_none()
    {
        var merged = Examples.Draw(10, 3, seed: 8).Evaluate().Merge(new(5, 1, 4));

        Assert.Equal((15, null), (merged.Examples, merged.Tallies));
    }

    [Fact]
    public void Figures_computed_before_do_not_survive_a_merge()
    {
        var metrics = Examples.Draw(10, 3, seed: 9).Evaluate();
        var known = metrics with { Figures = EvaluationSummary.Of(metrics) };

        Assert.Null(known.Merge(known).Figures);
    }

    [Fact]
    public void A_regressions_sums_merge_to_those_of_all_but_for_rounding()
    {
        var random = new Random(10);
        RegressionSums[] single = [.. Enumerable.Range(0, 500).Select(_ => new RegressionSums(1, random.NextDouble(), 1e5 + random.NextDouble(), 0))];

        var forward = single.Aggregate((a, b) => a.Merge(b));
        var paired = single.Chunk(7).Select(chunk => chunk.Aggregate((a, b) => a.Merge(b))).Reverse().Aggregate((a, b) => a.Merge(b));

        var mean = single.Average(one => one.TargetMean);
        Assert.Equal(single.Sum(one => Math.Pow(one.TargetMean - mean, 2)), forward.TargetSquares, 1e-6);
        Assert.Equal(forward.TargetSquares, paired.TargetSquares, 1e-6);
        Assert.Equal((500, forward.AbsoluteSum), (paired.Count, paired.AbsoluteSum), (a, b) => a.Item1 == b.Item1 && Math.Abs(a.Item2 - b.Item2) < 1e-9);
    }

    [Theory]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 0, 0 })]
    [InlineData(new byte[] { 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 1 })]
    [InlineData(new byte[] { 9, 1 })]
    public void Counts_that_cannot_be_read_are_refused(byte[] content)
    {
        var examples = Examples.Draw(10, 3, seed: 12).Evaluate();
        var malformed = examples with { Tallies = examples.Tallies! with { Confusion = new(content) } };

        Assert.Throws<FormatException>(() => new SparseCounts(content).Unpack(9));
        Assert.NotNull(TallyCheck.Fault(malformed));
    }

    [Fact]
    public void Counts_of_other_examples_than_are_said_are_refused_and_right_ones_are_not()
    {
        var examples = Examples.Draw(50, 3, seed: 13).Evaluate();

        Assert.Null(TallyCheck.Fault(examples));
        Assert.Null(TallyCheck.Fault(new Metrics(3, 1, 2)));
        Assert.NotNull(TallyCheck.Fault(examples with { Examples = 51 }));
        Assert.NotNull(TallyCheck.Fault(examples with { Correct = examples.Correct + 1 }));
        Assert.NotNull(TallyCheck.Fault(examples with { Tallies = examples.Tallies! with { GridBits = 30 } }));
        Assert.NotNull(TallyCheck.Fault(examples with { Tallies = examples.Tallies! with { Classes = -1 } }));
        Assert.NotNull(TallyCheck.Fault(examples with { Tallies = examples.Tallies! with { Scores = SparseCounts.None } }));
    }

    private static Metrics Tree(ReadOnlySpan<Metrics> parts, Random random)
    {
        if (parts.Length == 1)
        {
            return parts[0];
        }

        var cut = random.Next(1, parts.Length);
        return Tree(parts[..cut], random).Merge(Tree(parts[cut..], random));
    }

    // Sums of losses are not integers and so depend on the grouping in their last bits.
    private static Metrics Whole(Metrics metrics) => metrics with { LossSum = 0, Tallies = metrics.Tallies! with { LossSquareSum = 0 } };
}
