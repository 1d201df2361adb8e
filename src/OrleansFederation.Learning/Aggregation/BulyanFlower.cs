using OrleansFederation.Federations;

namespace OrleansFederation.Aggregation;

/// <summary>
/// Bulyan with a single pass of Krum, as Flower's message API has it: the θ = n − 2f updates with the lowest scores among all n are chosen at
/// once; the rest is <see cref="Bulyan"/>, and so is what it needs, n ≥ 4f + 3. Danger: what is proved of Bulyan is proved of the repeated
/// choice; here outliers that are near one another keep each other's scores low. Offered to compare with Flower; choose bulyan.
/// </summary>
public sealed class BulyanFlower : IDistanceRule, IBlockRule
{
    /// <inheritdoc/>
    public string Name => "bulyan-flower";

    bool IAggregationRule.IsLinear => false;

    /// <inheritdoc/>
    public string Description => "bulyan with Flower's choice in one pass, to compare with it";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } = [Krum.Byzantine];

    /// <inheritdoc/>
    public RuleTolerance Tolerate(AggregationSpec settings, int updates) => BulyanMiddle.Tolerance(settings);

    /// <inheritdoc/>
    public Weighing Weigh(UpdateDistances distances, IReadOnlyList<UpdateFigures> updates, AggregationSpec settings)
    {
        AggregationRules.Require(this, settings, distances.Count);
        var byzantine = (int)settings["byzantine"];
        var scores = KrumScores.Of(distances, [.. Enumerable.Range(0, distances.Count)], byzantine);
        var chosen = KrumScores.Lowest(scores, distances.Count - 2 * byzantine);
        var weights = new double[distances.Count];
        foreach (var i in chosen)
        {
            weights[i] = 1.0 / chosen.Count;
        }

        return new(weights, scores);
    }

    /// <inheritdoc/>
    public void Combine(IReadOnlyList<ReadOnlyMemory<float>> updates, Memory<float> aggregate, AggregationSpec settings, int threads) =>
        BulyanMiddle.Of(updates, aggregate, (int)settings["byzantine"], threads);
}
