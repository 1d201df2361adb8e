using OrleansFederation.Errors;

namespace OrleansFederation.Aggregation;

/// <summary>
/// Normalised averaging (Wang et al. 2020, "Tackling the Objective Inconsistency Problem in Heterogeneous Federated Optimization", equation
/// 12): wᵢ = pᵢ·τ / τᵢ with τ = Σⱼ pⱼτⱼ, where pᵢ is client i's share of the examples and τᵢ how far it carried one unit of gradient. Where clients
/// take different numbers of steps, plain averaging leans to those that take many; this gives each its share. The weights add up to 1 or
/// more. Danger: a client that understates its steps, or overstates its examples, gains weight in proportion and without bound.
/// </summary>
public sealed class FedNova : ILinearRule
{
    /// <inheritdoc/>
    public string Name => "fednova";

    /// <inheritdoc/>
    public string Description => "the mean of the updates a step, weighted by examples: for clients that take different numbers of steps";

    /// <inheritdoc/>
    public bool TakesStaleness => true;

    /// <inheritdoc/>
    /// <exception cref="FederationException">FED3013 where a receipt has no local steps above 0, or where counts give no shares.</exception>
    public double[] Weigh(IReadOnlyList<UpdateFigures> updates, AggregationSpec settings)
    {
        var shares = FedAvg.Shares(updates);
        var steps = StepsOf(updates);
        var mean = shares.Zip(steps, (share, tau) => share * tau).Sum();
        return [.. shares.Zip(steps, (share, tau) => share * mean / tau)];
    }

    /// <summary>The local steps of a round's contributors.</summary>
    /// <param name="updates">What their receipts say.</param>
    /// <returns>The steps, each above 0.</returns>
    /// <exception cref="FederationException">FED3013 where a receipt tells none.</exception>
    internal static double[] StepsOf(IReadOnlyList<UpdateFigures> updates) => [.. updates.Select((update, i) => update.LocalSteps is { } steps && double.IsFinite(steps) && steps > 0
        ? steps
        : throw FederationErrors.NoExamples.Exception($"contributor {i}", $"its receipt tells {update.LocalSteps?.ToString("R", null) ?? "no"} local steps"))];
}
