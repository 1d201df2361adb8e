using OrleansFederation.Federations;

namespace OrleansFederation.Aggregation;

/// <summary>
/// Multi-Krum (Blanchard et al. 2017, §5): the mean of the m updates with the lowest scores of <see cref="Krum"/>, m = n − f by default, of
/// n updates of which f may be wrong; n ≥ 2f + 3. They are averaged alike, since counts of examples are claims; <c>weighted: 1</c> weighs
/// them by examples, as Flower does. Danger: with m near n − f a wrong update that is no outlier is averaged too; weighted by examples,
/// an attacker that is among the chosen takes as much weight as it claims.
/// </summary>
public sealed class MultiKrum : IDistanceRule
{
    /// <inheritdoc/>
    public string Name => "multikrum";

    /// <inheritdoc/>
    public string Description => "the mean of the updates that are nearest to their neighbours: steadier than krum, and bears as many wrong ones";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        Krum.Byzantine,
        new("select", "How many updates are averaged, m; 0 stands for all but byzantine of them.", 0, 0, 100_000),
        new("weighted", "1 weighs the chosen updates by the examples that their clients claim, 0 all alike.", 0, 0, 1),
    ];

    /// <inheritdoc/>
    public RuleTolerance Tolerate(AggregationSpec settings, int updates)
    {
        var (byzantine, select) = ((int)settings["byzantine"], (int)settings["select"]);
        var tolerance = KrumScores.Tolerance(settings, "the updates that are averaged lie among the honest ones");
        return byzantine + select > tolerance.Fewest
            ? tolerance with { Fewest = byzantine + select, Because = $"{select} to average besides {byzantine} wrong" }
            : tolerance;
    }

    /// <inheritdoc/>
    public Weighing Weigh(UpdateDistances distances, IReadOnlyList<UpdateFigures> updates, AggregationSpec settings)
    {
        AggregationRules.Require(this, settings, distances.Count);
        var byzantine = (int)settings["byzantine"];
        var scores = KrumScores.Of(distances, [.. Enumerable.Range(0, distances.Count)], byzantine);
        var chosen = KrumScores.Lowest(scores, settings["select"] > 0 ? (int)settings["select"] : distances.Count - byzantine);
        var shares = settings["weighted"] > 0 ? FedAvg.Shares([.. chosen.Select(i => updates[i])]) : [.. chosen.Select(_ => 1.0 / chosen.Count)];
        var weights = new double[distances.Count];
        foreach (var (place, i) in chosen.Index())
        {
            weights[i] = shares[place];
        }

        return new(weights, scores);
    }
}
