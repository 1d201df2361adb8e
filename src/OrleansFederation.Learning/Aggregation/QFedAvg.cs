using OrleansFederation.Errors;
using OrleansFederation.Federations;

namespace OrleansFederation.Aggregation;

/// <summary>
/// q-FedAvg (Li et al. 2020, "Fair Resource Allocation in Federated Learning", algorithm 2): wₖ = L·Fₖ^q / Σⱼ hⱼ with
/// hₖ = q·Fₖ^(q−1)·‖L·uₖ‖² + L·Fₖ^q, where Fₖ is the loss of the round's base at client k, before it trains, uₖ its update and L = 1 / learning
/// rate. The larger q, the more the clients count at which the model is worst; q = 0 is the plain mean, whatever the examples. The weights add
/// up to at most 1. Danger: a client that overstates its loss gains weight, and one that overstates its norm slows the model down.
/// </summary>
public sealed class QFedAvg : ILinearRule
{
    // A loss of 0 has no power below 0.
    private const double Least = 1e-10;

    /// <inheritdoc/>
    public string Name => "qfedavg";

    /// <inheritdoc/>
    public string Description => "a mean that counts clients by how badly the model does there: for figures that are alike at all clients";

    /// <inheritdoc/>
    public bool NeedsInitialLoss => true;

    /// <inheritdoc/>
    public string ClientRate => "learningRate";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("q", "How much a client's loss counts; at 0 all count alike.", 0.1, 0, 20, Whole: false),
        new("learningRate", "The learning rate of the clients, whose inverse stands for the Lipschitz constant of the gradient.", null, 1e-9, 1000, Whole: false),
    ];

    /// <inheritdoc/>
    /// <exception cref="FederationException">FED3013 where a receipt lacks a norm or a loss of 0 or more, or where they give no finite weights.</exception>
    public double[] Weigh(IReadOnlyList<UpdateFigures> updates, AggregationSpec settings)
    {
        var (q, smoothness) = (settings["q"], 1 / settings["learningRate"]);
        var (weights, sum) = (new double[updates.Count], 0.0);
        for (var i = 0; i < weights.Length; i++)
        {
            var (loss, norm) = (Figure(updates[i].InitialLoss, i, "loss of the round's base") + Least, smoothness * Figure(updates[i].Norm, i, "norm"));
            weights[i] = smoothness * Math.Pow(loss, q);
            sum += q * Math.Pow(loss, q - 1) * norm * norm + weights[i];
        }

        return double.IsFinite(sum)
            ? [.. weights.Select(weight => weight / sum)]
            : throw FederationErrors.NoExamples.Exception("the round's contributors", "their losses and norms are too large to weigh by", "Lower q, or training.learningRate.");
    }

    private static double Figure(double? figure, int contributor, string name) => figure is { } value && double.IsFinite(value) && value >= 0
        ? value
        : throw FederationErrors.NoExamples.Exception($"contributor {contributor}", $"its receipt tells {figure?.ToString("R", null) ?? "no"} {name}");
}
