using System.Numerics;
using OrleansFederation.Federations;

namespace OrleansFederation.Optimizers;

/// <summary>
/// FedAdam as Flower 1.28 computes it, to reproduce its runs: v = 0 before the first round, and the rate is η·√(1 − β₂^(t+1)) / (1 − β₁^(t+1))
/// in round t, a bias correction (Kingma and Ba 2015) whose exponent is one more than the number of steps taken. Danger: its default rate
/// of 0.1 moves every parameter by about 0.1 a round; where that is too much, <see cref="FedAdam"/> is what to take.
/// </summary>
public sealed class FlowerAdam : IServerOptimizer
{
    /// <inheritdoc/>
    public string Name => "adam-flower";

    /// <inheritdoc/>
    public string Description => "Adam as Flower has it: bias-corrected with the exponent round + 1";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } = [ServerArguments.LearningRate(0.1), ServerArguments.Beta1(0.9), ServerArguments.Beta2, ServerArguments.Tau];

    /// <inheritdoc/>
    public IReadOnlyList<string> State => AdaptiveStep.State;

    /// <inheritdoc/>
    public void Step<T>(Span<T> parameters, ReadOnlySpan<T> aggregate, IReadOnlyList<Memory<T>> state, ServerStep step)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        AdaptiveStep.Run(parameters, aggregate, state, Corrected(step), step.Settings["beta1"], step.Settings["tau"], AdaptiveStep.Averaging<T>(step.Settings["beta2"]));

    private static double Corrected(ServerStep step) =>
        step.Rate * Math.Sqrt(1 - Math.Pow(step.Settings["beta2"], step.Round + 1)) / (1 - Math.Pow(step.Settings["beta1"], step.Round + 1));
}
