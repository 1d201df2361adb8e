using OrleansFederation.Federations;

namespace OrleansFederation.Aggregation;

/// <summary>
/// Krum (Blanchard et al. 2017, "Machine Learning with Adversaries: Byzantine Tolerant Gradient Descent"): the one update with the lowest
/// score Σ ‖uᵢ − uⱼ‖² over its n − f − 2 nearest, of n updates of which f may be wrong; n ≥ 2f + 3. Counts of examples do not matter. Danger:
/// one client's update becomes the round's, so learning is noisy and clients whose data is unlike the others' are never heard; in many
/// dimensions an attacker may be near the honest ones and still be far off in one coordinate (Bulyan bounds that).
/// </summary>
public sealed class Krum : IDistanceRule
{
    /// <summary>The argument f, which all rules of Krum's kind have.</summary>
    internal static NumericArgument Byzantine { get; } = new("byzantine", "How many of the updates may be wrong in any way, f; the rule then needs the more honest ones.", null, 0, 10_000);

    /// <inheritdoc/>
    public string Name => "krum";

    /// <inheritdoc/>
    public string Description => "the one update that is nearest to its neighbours: up to f wrong ones are not chosen";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } = [Byzantine];

    /// <inheritdoc/>
    public RuleTolerance Tolerate(AggregationSpec settings, int updates) => KrumScores.Tolerance(settings, "the update that is taken lies among the honest ones");

    /// <inheritdoc/>
    public Weighing Weigh(UpdateDistances distances, IReadOnlyList<UpdateFigures> updates, AggregationSpec settings)
    {
        AggregationRules.Require(this, settings, distances.Count);
        var scores = KrumScores.Of(distances, [.. Enumerable.Range(0, distances.Count)], (int)settings["byzantine"]);
        var weights = new double[distances.Count];
        weights[KrumScores.Lowest(scores, 1)[0]] = 1;
        return new(weights, scores);
    }
}
