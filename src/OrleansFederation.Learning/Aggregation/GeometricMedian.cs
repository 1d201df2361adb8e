using OrleansFederation.Federations;

namespace OrleansFederation.Aggregation;

/// <summary>
/// The geometric median, by the smoothed Weiszfeld algorithm (Pillutla et al. 2019, "Robust Aggregation for Federated Learning", algorithm 2,
/// with equal weights, since counts of examples are claims): the point v that makes Σᵢ ‖uᵢ − v‖ least. It is a weighted mean with
/// wᵢ ∝ 1 / max(ν, ‖uᵢ − v‖), so each step needs distances only (<see cref="UpdateGeometry"/>). The search begins at the mean of the half
/// of the updates that is nearest to the one in their midst, which wrong ones cannot move, and stops where no weight changes by 10⁻¹² or after
/// as many steps as allowed. ν is a share of the middle one of the distances from that update. Danger: fewer than half of the updates may be
/// wrong, yet together they pull v towards them by about the spread of the honest ones.
/// </summary>
public sealed class GeometricMedian : IDistanceRule
{
    private const double Settled = 1e-12;

    /// <inheritdoc/>
    public string Name => "geometricmedian";

    /// <inheritdoc/>
    public string Description => "the point with the least sum of distances to the updates: bears nearly half wrong ones, and still averages the honest";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("iterations", "The most steps of the search.", 200, 1, 10_000),
        new("smoothing", "How near an update counts as reached, as a share of the middle one of the distances.", 1e-6, 1e-12, 1, Whole: false),
    ];

    /// <inheritdoc/>
    public RuleTolerance Tolerate(AggregationSpec settings, int updates) =>
        new((updates - 1) / 2, "the aggregate stays within a few times the spread of the honest ones");

    /// <inheritdoc/>
    /// <remarks>The scores are the distances from the geometric median.</remarks>
    public Weighing Weigh(UpdateDistances distances, IReadOnlyList<UpdateFigures> updates, AggregationSpec settings)
    {
        var count = distances.Count;
        var geometry = UpdateGeometry.FromMedoid(distances);
        var nearest = Enumerable.Range(0, count).OrderBy(i => geometry.Lengths[i]).Take(count / 2 + 1).ToArray();
        var reached = settings["smoothing"] * geometry.Lengths[nearest[^1]];
        var weights = new double[count];
        foreach (var i in nearest)
        {
            weights[i] = 1.0 / nearest.Length;
        }

        // Where more than half of the updates are the same, they are the median, and there is nothing to search.
        for (var step = 0; step < (int)settings["iterations"] && reached > 0; step++)
        {
            var next = geometry.From(weights);
            for (var i = 0; i < count; i++)
            {
                next[i] = 1 / Math.Max(reached, next[i]);
            }

            var (sum, change) = (next.Sum(), 0.0);
            for (var i = 0; i < count; i++)
            {
                next[i] /= sum;
                change = Math.Max(change, Math.Abs(next[i] - weights[i]));
            }

            weights = next;
            if (change < Settled)
            {
                break;
            }
        }

        return new(weights, geometry.From(weights));
    }
}
