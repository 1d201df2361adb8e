using System.Numerics;
using OrleansFederation.Federations;

namespace OrleansFederation.Optimizers;

/// <summary>
/// FedAdagrad as Flower 1.28 computes it, to reproduce its runs: v = 0 before the first round, m the aggregate itself. Danger: in the first
/// round every parameter moves by about η, however little the clients ask for.
/// </summary>
public sealed class FlowerAdagrad : IServerOptimizer
{
    /// <inheritdoc/>
    public string Name => "adagrad-flower";

    /// <inheritdoc/>
    public string Description => "Adagrad as Flower has it: from a second moment of 0";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } = [ServerArguments.LearningRate(0.1), ServerArguments.Beta1(0), ServerArguments.Tau];

    /// <inheritdoc/>
    public IReadOnlyList<string> State => AdaptiveStep.State;

    /// <inheritdoc/>
    public void Step<T>(Span<T> parameters, ReadOnlySpan<T> aggregate, IReadOnlyList<Memory<T>> state, ServerStep step)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        AdaptiveStep.Run(parameters, aggregate, state, step.Rate, step.Settings["beta1"], step.Settings["tau"], AdaptiveStep.Sum);
}
