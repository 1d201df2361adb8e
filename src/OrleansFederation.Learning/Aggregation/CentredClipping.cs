using OrleansFederation.Federations;

namespace OrleansFederation.Aggregation;

/// <summary>
/// Centred clipping (Karimireddy et al. 2021, "Learning from History for Byzantine Robust Optimization", §4): v ← v + (1/n) Σᵢ (uᵢ − v)·min(1, τ / ‖uᵢ − v‖)
/// for n updates u and a radius τ, from v = 0, the round's base, a fixed number of times. v stays a weighted sum of the updates, so each step needs
/// norms and distances only (<see cref="UpdateGeometry"/>). Counts of examples do not matter. Danger: the radius is a promise about honest
/// updates that nobody checks: far below their distances learning crawls, far above them nothing is clipped; and a wrong update still pulls
/// by τ / n in each step.
/// </summary>
public sealed class CentredClipping : IDistanceRule
{
    /// <inheritdoc/>
    public string Name => "centredclipping";

    /// <inheritdoc/>
    public string Description => "the mean of the updates, each drawn in to a radius around the mean so far: no update pulls further than the radius";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("radius", "How far from the middle an update may pull, in the norm of updates.", null, 1e-6, 1e6, Whole: false),
        new("iterations", "How often updates are drawn in around the middle found so far; it begins at the round's base.", 3, 1, 1_000),
    ];

    /// <inheritdoc/>
    public RuleTolerance Tolerate(AggregationSpec settings, int updates) => new(
        updates / 10,
        FormattableString.Invariant($"each of them moves the aggregate by at most {settings["iterations"] * settings["radius"] / updates:G4}"));

    /// <inheritdoc/>
    /// <remarks>The scores are the distances from the aggregate. The weights add up to less than 1 where updates are clipped.</remarks>
    public Weighing Weigh(UpdateDistances distances, IReadOnlyList<UpdateFigures> updates, AggregationSpec settings)
    {
        var (count, radius) = (distances.Count, settings["radius"]);
        var geometry = UpdateGeometry.FromBase(distances);
        var weights = new double[count];
        for (var step = 0; step < (int)settings["iterations"]; step++)
        {
            double[] pulls = [.. geometry.From(weights).Select(distance => distance > radius ? radius / distance / count : 1.0 / count)];
            var kept = 1 - pulls.Sum();
            for (var i = 0; i < count; i++)
            {
                weights[i] = weights[i] * kept + pulls[i];
            }
        }

        return new(weights, geometry.From(weights));
    }
}
