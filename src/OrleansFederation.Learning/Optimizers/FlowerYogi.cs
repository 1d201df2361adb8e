using System.Numerics;
using OrleansFederation.Federations;

namespace OrleansFederation.Optimizers;

/// <summary>
/// FedYogi as Flower 1.28 computes it, to reproduce its runs: v = 0 before the first round, without bias correction. Danger: with v = 0 the
/// first step is η·m / (√(1 − β₂)·|Δ| + τ), up to ten times that of <see cref="FedYogi"/> for parameters that hardly move.
/// </summary>
public sealed class FlowerYogi : IServerOptimizer
{
    /// <inheritdoc/>
    public string Name => "yogi-flower";

    /// <inheritdoc/>
    public string Description => "Yogi as Flower has it: from a second moment of 0";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } = [ServerArguments.LearningRate(0.01), ServerArguments.Beta1(0.9), ServerArguments.Beta2, ServerArguments.Tau];

    /// <inheritdoc/>
    public IReadOnlyList<string> State => AdaptiveStep.State;

    /// <inheritdoc/>
    public void Step<T>(Span<T> parameters, ReadOnlySpan<T> aggregate, IReadOnlyList<Memory<T>> state, ServerStep step)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        AdaptiveStep.Run(parameters, aggregate, state, step.Rate, step.Settings["beta1"], step.Settings["tau"], AdaptiveStep.Approaching<T>(step.Settings["beta2"]));
}
