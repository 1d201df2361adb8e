using OrleansFederation.Errors;
using OrleansFederation.Federations;

namespace OrleansFederation.Aggregation;

/// <summary>
/// Federated averaging: wᵢ = nᵢ / Σⱼ nⱼ, where nᵢ are the examples that client i trained on (McMahan et al. 2017, "Communication-Efficient
/// Learning of Deep Networks from Decentralized Data", algorithm 1). Danger: a client that overstates its examples gains weight in
/// proportion, up to the cap; and one wrong update of any weight moves the mean without bound.
/// </summary>
public sealed class FedAvg : ILinearRule
{
    /// <inheritdoc/>
    public string Name => "fedavg";

    /// <inheritdoc/>
    public string Description => "the mean of the updates, weighted by the examples behind each";

    /// <inheritdoc/>
    public bool TakesStaleness => true;

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("cap", "The most weight that a client may have, whatever examples it claims; what it has above goes to the others in proportion. 1 is no cap.", 1, 1e-6, 1, Whole: false) { IsLater = true },
    ];

    /// <inheritdoc/>
    public RuleTolerance Tolerate(AggregationSpec settings, int updates)
    {
        var cap = settings["cap"];
        return new(0, FormattableString.Invariant($"one of them can carry the model anywhere{(cap < 1 ? $", with a weight of at most {cap} whatever examples its client claims" : "")}"))
        {
            Fewest = (int)Math.Ceiling(1 / cap - 1e-9),
            Because = cap < 1 ? FormattableString.Invariant($"weights of at most {cap} add up to 1") : null,
        };
    }

    /// <inheritdoc/>
    /// <remarks>
    /// With a cap, weights above it are lowered to it and the others raised in proportion, until none is above. Where fewer than 1 / cap
    /// clients have examples, all of these weigh the cap and the weights add up to less than 1: the cap holds whatever the counts.
    /// </remarks>
    /// <exception cref="FederationException">FED3013 where a count is negative or all are 0; a single 0 gives that client no weight.</exception>
    public double[] Weigh(IReadOnlyList<UpdateFigures> updates, AggregationSpec settings)
    {
        var shares = Shares(updates);
        return settings["cap"] < 1 ? Cap(shares, settings["cap"]) : shares;
    }

    /// <summary>The shares nᵢ / Σⱼ nⱼ; of late updates nᵢdᵢ / Σⱼ nⱼdⱼ with their discounts d.</summary>
    /// <exception cref="FederationException">FED3013 where a count is negative or all are 0.</exception>
    internal static double[] Shares(IReadOnlyList<UpdateFigures> updates)
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

        if (total <= 0)
        {
            throw FederationErrors.NoExamples.Exception("the round's contributors", $"all {updates.Count} of them trained on 0 examples");
        }

        if (updates.All(update => update.Staleness == 0))
        {
            return [.. updates.Select(update => update.Examples / (double)total)];
        }

        double[] counted = [.. updates.Select(update => update.Examples * update.Discount)];
        var sum = counted.Sum();
        return [.. counted.Select(count => count / sum)];
    }

    /// <summary>Lowers shares to a cap from the greatest down, what is left being shared among the rest in proportion.</summary>
    private static double[] Cap(double[] shares, double cap)
    {
        int[] order = [.. Enumerable.Range(0, shares.Length).OrderByDescending(i => shares[i])];
        var rest = new double[shares.Length + 1];
        for (var place = shares.Length - 1; place >= 0; place--)
        {
            rest[place] = rest[place + 1] + shares[order[place]];
        }

        var (weights, left) = (new double[shares.Length], 1.0);
        for (var place = 0; place < shares.Length && rest[place] > 0; place++)
        {
            var weight = Math.Min(cap, left * (shares[order[place]] / rest[place]));
            weights[order[place]] = weight;
            left = Math.Max(0, left - weight);
        }

        return weights;
    }
}
