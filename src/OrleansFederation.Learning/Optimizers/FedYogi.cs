using System.Numerics;
using OrleansFederation.Federations;

namespace OrleansFederation.Optimizers;

/// <summary>
/// FedYogi (Reddi et al. 2021, algorithm 2): as FedAdam, but v ← v − (1 − β₂)·Δ²·sign(v − Δ²): the second moment moves towards Δ² by steps
/// of the size of Δ² and forgets large ones slowly. m = 0 and v = τ² before the first round. Danger: as FedAdam's.
/// </summary>
public sealed class FedYogi : IServerOptimizer
{
    /// <inheritdoc/>
    public string Name => "yogi";

    /// <inheritdoc/>
    public string Description => "adaptive steps whose second moment changes slowly: for updates that are sparse or change their scale";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } = [ServerArguments.LearningRate(0.01), ServerArguments.Beta1(0.9), ServerArguments.Beta2, ServerArguments.Tau];

    /// <inheritdoc/>
    public IReadOnlyList<string> State => AdaptiveStep.State;

    /// <inheritdoc/>
    public double Initial(string vector, ServerSpec settings) => vector == "v" ? settings["tau"] * settings["tau"] : 0;

    /// <inheritdoc/>
    public void Step<T>(Span<T> parameters, ReadOnlySpan<T> aggregate, IReadOnlyList<Memory<T>> state, ServerStep step)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        AdaptiveStep.Run(parameters, aggregate, state, step.Rate, step.Settings["beta1"], step.Settings["tau"], AdaptiveStep.Approaching<T>(step.Settings["beta2"]));
}
