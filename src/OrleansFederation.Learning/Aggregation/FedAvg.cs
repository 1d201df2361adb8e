using OrleansFederation.Errors;

namespace OrleansFederation.Aggregation;

/// <summary>
/// Federated averaging: wᵢ = nᵢ / Σⱼ nⱼ, where nᵢ are the examples that client i trained on (McMahan et al. 2017, "Communication-Efficient
/// Learning of Deep Networks from Decentralized Data", algorithm 1). A client that overstates its examples gains weight in proportion.
/// </summary>
public sealed class FedAvg : ILinearRule
{
    /// <inheritdoc/>
    public string Name => "fedavg";

    /// <inheritdoc/>
    public string Description => "the mean of the updates, weighted by the examples behind each";

    /// <inheritdoc/>
    /// <exception cref="FederationException">FED3013 where a count is negative or all are 0; a single 0 gives that client no weight.</exception>
    public double[] Weigh(IReadOnlyList<UpdateFigures> updates, AggregationSpec settings)
    {
        // Summed in 128 bits: counts are what clients claim, and must not overflow into a plausible total.
        Int128 total = 0;
        for (var i = 0; i < updates.Count; i++)
        {
            if (updates[i].Examples < 0)
            {
                throw FederationErrors.NoExamples.Exception($"contributor {i}", $"it claims {updates[i].Examples} examples");
            }

            total += updates[i].Examples;
        }

        return total > 0
            ? [.. updates.Select(update => update.Examples / (double)total)]
            : throw FederationErrors.NoExamples.Exception("the round's contributors", $"all {updates.Count} of them trained on 0 examples");
    }
}
