using System.Numerics;
using System.Numerics.Tensors;
using OrleansFederation.Federations;

namespace OrleansFederation.Optimizers;

/// <summary>
/// FedAvgM (Hsu et al. 2019, "Measuring the Effects of Non-Identical Data Distribution for Federated Visual Classification"):
/// b ← μ·b + Δ; x ← x + η·b, without dampening and without Nesterov's look ahead, as PyTorch and Flower have it; b = 0 before the first round.
/// Danger: steady moves grow 1/(1 − μ) times as long, so a high momentum asks for a lower rate.
/// </summary>
public sealed class FedAvgM : IServerOptimizer
{
    /// <inheritdoc/>
    public string Name => "momentum";

    /// <inheritdoc/>
    public string Description => "keeps moving where earlier rounds went (FedAvgM): steadies rounds of few or unlike clients";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        ServerArguments.LearningRate(1),
        new("momentum", "The share of the last move that is kept.", 0.9, 0, 0.999999, Whole: false),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<string> State { get; } = ["momentum"];

    /// <inheritdoc/>
    public void Step<T>(Span<T> parameters, ReadOnlySpan<T> aggregate, IReadOnlyList<Memory<T>> state, ServerStep step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var momentum = state[0].Span[..parameters.Length];
        TensorPrimitives.MultiplyAdd(momentum, T.CreateChecked(step.Settings["momentum"]), aggregate, momentum);
        TensorPrimitives.MultiplyAdd(momentum, T.CreateChecked(step.Rate), parameters, parameters);
    }
}
