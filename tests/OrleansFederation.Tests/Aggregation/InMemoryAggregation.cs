namespace OrleansFederation.Aggregation;

/// <summary>Runs a rule over updates that are all in memory, in the plainest way: what rounds and offline aggregation, which read blocks, are held against.</summary>
public static class InMemoryAggregation
{
    /// <summary>Runs any rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="updates">The updates in the order in which they are folded, at least one, all of one length and finite.</param>
    /// <param name="figures">What receipts would say of them, in the same order.</param>
    /// <param name="settings">The rule's arguments.</param>
    /// <param name="threads">How many threads share the work, 1 or more; they change no bit.</param>
    /// <returns>The aggregate, and what the rule decided; without weights where it works number by number.</returns>
    /// <exception cref="Errors.FederationException">FED3060 where there are too few updates for what the rule is to bear; what the rule throws.</exception>
    public static (float[] Aggregate, Weighing Weighing) Run(
        IAggregationRule rule, IReadOnlyList<ReadOnlyMemory<float>> updates, IReadOnlyList<UpdateFigures> figures, AggregationSpec settings, int threads)
    {
        AggregationRules.Require(rule, settings, updates.Count);
        var weighing = rule switch
        {
            ILinearRule linear => new Weighing(linear.Weigh(figures, settings), []),
            IDistanceRule distant => distant.Weigh(Measure(updates, threads), figures, settings),
            _ => new Weighing([], []),
        };
        // What has no weight is left out, so that it turns no minus zero into a plus zero.
        int[] chosen = [.. Enumerable.Range(0, updates.Count).Where(i => weighing.Weights.Count == 0 || weighing.Weights[i] != 0)];
        var aggregate = new float[updates[0].Length];
        Combination.Of(rule, [.. chosen.Select(i => updates[i])], [.. chosen.Where(_ => weighing.Weights.Count > 0).Select(i => weighing.Weights[i])], aggregate, settings, threads);
        return (aggregate, weighing);
    }

    /// <summary>Measures updates as <see cref="DistanceSums"/> does.</summary>
    /// <inheritdoc cref="Run"/>
    public static UpdateDistances Measure(IReadOnlyList<ReadOnlyMemory<float>> updates, int threads)
    {
        var sums = new DistanceSums(updates.Count);
        sums.Add(updates, threads);
        return sums.ToDistances();
    }
}
