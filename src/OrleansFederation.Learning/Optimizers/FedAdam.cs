using System.Numerics;
using OrleansFederation.Federations;

namespace OrleansFederation.Optimizers;

/// <summary>
/// FedAdam (Reddi et al. 2021, algorithm 2): m ← β₁·m + (1 − β₁)·Δ; v ← β₂·v + (1 − β₂)·Δ²; x ← x + η·m / (√v + τ), with m = 0 and v = τ²
/// before the first round and no bias correction. This is the default of the two Adams: its first steps are no longer than η·Δ/τ. Danger:
/// where Δ is small against τ it is plain averaging with the rate η/τ, where it is large every parameter moves by about η a round, so a
/// rate above the scale of useful moves throws the model away.
/// </summary>
public sealed class FedAdam : IServerOptimizer
{
    /// <inheritdoc/>
    public string Name => "adam";

    /// <inheritdoc/>
    public string Description => "adaptive steps for sparse or unevenly scaled updates: Adam as Reddi et al. have it, without bias correction";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } = [ServerArguments.LearningRate(0.01), ServerArguments.Beta1(0.9), ServerArguments.Beta2, ServerArguments.Tau];

    /// <inheritdoc/>
    public IReadOnlyList<string> State => AdaptiveStep.State;

    /// <inheritdoc/>
    public double Initial(string vector, ServerSpec settings) => vector == "v" ? settings["tau"] * settings["tau"] : 0;

    /// <inheritdoc/>
    public void Step<T>(Span<T> parameters, ReadOnlySpan<T> aggregate, IReadOnlyList<Memory<T>> state, ServerStep step)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        AdaptiveStep.Run(parameters, aggregate, state, step.Rate, step.Settings["beta1"], step.Settings["tau"], AdaptiveStep.Averaging<T>(step.Settings["beta2"]));
}
