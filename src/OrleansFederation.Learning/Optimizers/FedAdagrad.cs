using System.Numerics;
using OrleansFederation.Federations;

namespace OrleansFederation.Optimizers;

/// <summary>
/// FedAdagrad (Reddi et al. 2021, algorithm 2): m ← β₁·m + (1 − β₁)·Δ; v ← v + Δ²; x ← x + η·m / (√v + τ), with m = 0 and v = τ² before
/// the first round. Danger: v only grows, so the steps shorten for ever; a long federation comes to a stand.
/// </summary>
public sealed class FedAdagrad : IServerOptimizer
{
    /// <inheritdoc/>
    public string Name => "adagrad";

    /// <inheritdoc/>
    public string Description => "steps that shorten with every update of a parameter: for sparse updates";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } = [ServerArguments.LearningRate(0.01), ServerArguments.Beta1(0), ServerArguments.Tau];

    /// <inheritdoc/>
    public IReadOnlyList<string> State => AdaptiveStep.State;

    /// <inheritdoc/>
    public double Initial(string vector, ServerSpec settings) => vector == "v" ? settings["tau"] * settings["tau"] : 0;

    /// <inheritdoc/>
    public void Step<T>(Span<T> parameters, ReadOnlySpan<T> aggregate, IReadOnlyList<Memory<T>> state, ServerStep step)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        AdaptiveStep.Run(parameters, aggregate, state, step.Rate, step.Settings["beta1"], step.Settings["tau"], AdaptiveStep.Sum);
}
