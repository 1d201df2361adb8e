using OrleansFederation.Federations;

namespace OrleansFederation.Aggregation;

/// <summary>
/// Bulyan over Krum (El Mhamdi et al. 2018, "The Hidden Vulnerability of Distributed Learning in Byzantium", §4): of n updates of which f may
/// be wrong, n ≥ 4f + 3, Krum chooses one, which is taken out, and again among the rest, until θ = n − 2f are chosen. Then each number of the
/// aggregate is the mean of the β = θ − 2f chosen numbers nearest to their median. Towards the end fewer than f + 3 are left, and the nearest
/// neighbour alone counts. Danger: it throws away 4f of n updates in every coordinate, so it needs many clients and learns slowly of rare data.
/// </summary>
public sealed class Bulyan : IDistanceRule, IBlockRule
{
    /// <inheritdoc/>
    public string Name => "bulyan";

    bool IAggregationRule.IsLinear => false;

    /// <inheritdoc/>
    public string Description => "krum again and again, then the middle of what it chose: bounds wrong updates in every single number, and needs many clients";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } = [Krum.Byzantine];

    /// <inheritdoc/>
    public RuleTolerance Tolerate(AggregationSpec settings, int updates) => BulyanMiddle.Tolerance(settings);

    /// <inheritdoc/>
    /// <remarks>The scores are those of the first choice, among all updates.</remarks>
    public Weighing Weigh(UpdateDistances distances, IReadOnlyList<UpdateFigures> updates, AggregationSpec settings)
    {
        AggregationRules.Require(this, settings, distances.Count);
        var byzantine = (int)settings["byzantine"];
        List<int> left = [.. Enumerable.Range(0, distances.Count)];
        var scores = KrumScores.Of(distances, left, byzantine);
        var weights = new double[distances.Count];
        var chosen = distances.Count - 2 * byzantine;
        for (var done = 0; done < chosen; done++)
        {
            var best = KrumScores.Lowest(done == 0 ? scores : KrumScores.Of(distances, left, byzantine), 1)[0];
            weights[left[best]] = 1.0 / chosen;
            left.RemoveAt(best);
        }

        return new(weights, scores);
    }

    /// <inheritdoc/>
    public void Combine(IReadOnlyList<ReadOnlyMemory<float>> updates, Memory<float> aggregate, AggregationSpec settings, int threads) =>
        BulyanMiddle.Of(updates, aggregate, (int)settings["byzantine"], threads);
}
