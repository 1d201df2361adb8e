namespace OrleansFederation.Aggregation;

/// <summary>Combines corresponding blocks of updates as a rule that needs all of them decided, in rounds and in memory alike.</summary>
public static class Combination
{
    /// <summary>Combines.</summary>
    /// <param name="rule">The rule: what an <see cref="IBlockRule"/> makes of the blocks, otherwise their weighted sum.</param>
    /// <param name="blocks">A block of each update that has a weight, in the order of the contributors; of a rule that weighs nobody, of each.</param>
    /// <param name="weights">Their weights; not looked at where the rule works number by number.</param>
    /// <param name="aggregate">The block of the aggregate, of the same length.</param>
    /// <param name="settings">The rule's arguments.</param>
    /// <param name="threads">How many threads share the work, 1 or more; they change no bit.</param>
    public static void Of(
        IAggregationRule rule, IReadOnlyList<ReadOnlyMemory<float>> blocks, IReadOnlyList<double> weights, float[] aggregate, AggregationSpec settings, int threads)
    {
        if (rule is IBlockRule block)
        {
            block.Combine(blocks, aggregate, settings, threads);
            return;
        }

        var sum = new WeightedSum<float>(aggregate, begun: false, threads);
        for (var i = 0; i < blocks.Count; i++)
        {
            sum.Add(blocks[i], weights[i]);
        }

        sum.Finish();
    }
}
