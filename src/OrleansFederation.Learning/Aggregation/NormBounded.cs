using OrleansFederation.Errors;
using OrleansFederation.Federations;

namespace OrleansFederation.Aggregation;

/// <summary>
/// The mean of updates that are shortened to a norm (Sun et al. 2019, "Can You Really Backdoor Federated Learning?", §4):
/// wᵢ = nᵢ / Σⱼ nⱼ · min(1, C / ‖uᵢ‖), where nᵢ are the examples of client i, uᵢ its update and C the bound. Norms are those of the receipts,
/// so updates are folded where they were made, and a site whose sum is longer than its receipts allow is refused (<see cref="ReceiptNorms"/>). Danger: a client still pulls by its weight times C in any direction it likes, round after
/// round, and its weight follows from a count that it claims; a bound far below the honest norms slows learning down.
/// </summary>
public sealed class NormBounded : ILinearRule
{
    /// <inheritdoc/>
    public string Name => "normbounded";

    /// <inheritdoc/>
    public string Description => "the mean of the updates, weighted by examples, each shortened to a norm: no update reaches further than the bound";

    /// <inheritdoc/>
    public bool TrustsNorms => true;

    /// <inheritdoc/>
    public bool TakesStaleness => true;

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("bound", "The greatest Euclidean norm of an update; a longer one is shortened to it.", null, 1e-6, 1e6, Whole: false),
    ];

    /// <inheritdoc/>
    public RuleTolerance Tolerate(AggregationSpec settings, int updates) =>
        new(0, FormattableString.Invariant($"each of them moves the model by its share of the examples times at most {settings["bound"]}"));

    /// <inheritdoc/>
    /// <exception cref="FederationException">FED3013 as of fedavg; FED3061 where a receipt has no norm.</exception>
    public double[] Weigh(IReadOnlyList<UpdateFigures> updates, AggregationSpec settings)
    {
        var shares = FedAvg.Shares(updates);
        var bound = settings["bound"];
        for (var i = 0; i < shares.Length; i++)
        {
            var norm = NormOf(updates, i);
            shares[i] *= norm > bound ? bound / norm : 1;
        }

        return shares;
    }

    /// <summary>The norm of an update.</summary>
    /// <param name="updates">What the receipts say.</param>
    /// <param name="contributor">The update's place among them.</param>
    /// <exception cref="FederationException">FED3061 where the receipt has none.</exception>
    internal static double NormOf(IReadOnlyList<UpdateFigures> updates, int contributor) =>
        updates[contributor].Norm ?? throw FederationErrors.FigureMissing.Exception($"contributor {contributor}", "its receipt has no norm of the update");
}
