using OrleansFederation.Parameters;
using OrleansFederation.Randomness;

namespace OrleansFederation.Aggregation;

public sealed class BlockwiseAggregationTests
{
    private const int Updates = 7;

    /// <summary>More than one block of a linear rule, and no multiple of anything.</summary>
    private const int Length = (1 << 18) + 1_031;

    private static readonly float[][] Vectors = [.. Enumerable.Range(0, Updates).Select(Vector)];

    public static TheoryData<string> Rules => [.. AggregationRules.All.Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Every_rule_comes_to_the_bits_that_it_has_in_memory(string name)
    {
        var rule = AggregationRules.Find(name)!;
        var settings = AggregationRules.Settings(rule, rule.Arguments.Where(argument => argument.Default is null).Select(argument => (argument.Name, argument.Name == "byzantine" ? 1.0 : 0.5)));
        UpdateFigures[] figures = [.. Vectors.Select((vector, i) => new UpdateFigures(10 + i) { Norm = Math.Sqrt(SquaredNorm.Of(vector)), LocalSteps = 1 + i, InitialLoss = 0.1 * (i + 1) })];
        var (expected, weighing) = InMemoryAggregation.Run(rule, [.. Vectors.Select(vector => (ReadOnlyMemory<float>)vector)], figures, settings, threads: 1);

        var (aggregate, weighed, distances) = new BlockwiseAggregation(Updates, Length, (update, start, block) => Vectors[update].AsMemory(start, block.Length).CopyTo(block), threads: 2).Run(rule, figures, settings);

        Assert.Equal(expected, aggregate);
        Assert.Equal(weighing.Weights, weighed.Weights);
        Assert.Equal(weighing.Scores, weighed.Scores);
        Assert.Equal(Vectors.Select(vector => Math.Sqrt(SquaredNorm.Of(vector.Zip(expected, (a, b) => a - b).ToArray()))), distances);
    }

    [Fact]
    public void A_linear_rule_holds_no_more_of_many_updates_than_of_few()
    {
        // The vectors themselves are made when they are first asked for.
        AllocatedOf(updates: 1);

        Assert.InRange(AllocatedOf(updates: 400), 0, AllocatedOf(updates: 4) + (1 << 20));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(1_000)]
    [InlineData(4_099)]
    public void A_norm_has_the_same_bits_whatever_the_blocks(int length)
    {
        var values = Vectors[1].AsSpan(0, length);
        foreach (var block in new[] { 16, 48, 1_024 })
        {
            SquaredNormSum sum = new();
            for (var start = 0; start < length; start += block)
            {
                sum.Add(values[start..Math.Min(length, start + block)]);
            }

            Assert.Equal(SquaredNorm.Of(values), sum.Total);
        }
    }

    private static long AllocatedOf(int updates)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        new BlockwiseAggregation(updates, Length, (update, start, block) => Vectors[update % Updates].AsMemory(start, block.Length).CopyTo(block), threads: 1)
            .Run(AggregationRules.Find("fedavg")!, [.. Enumerable.Repeat(new UpdateFigures(1), updates)], AggregationSpec.FedAvg);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static float[] Vector(int update)
    {
        var random = new SeededRandom(SeededRandom.Derive(update, "blockwise"));
        return [.. Enumerable.Range(0, Length).Select(_ => (float)(random.NextDouble() - 0.5 + 0.01 * update))];
    }
}
