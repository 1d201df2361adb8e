using System.Numerics;
using System.Numerics.Tensors;
using OrleansFederation.Federations;

namespace OrleansFederation.Optimizers;

/// <summary>
/// x ← x + η·Δ: the aggregate, shortened or stretched (Reddi et al. 2021, algorithm 1 with SGD at the server). η = 1 is federated
/// averaging to the bit. Danger: above 1 it extrapolates beyond what any client has seen.
/// </summary>
public sealed class ServerSgd : IServerOptimizer
{
    /// <inheritdoc/>
    public string Name => "sgd";

    /// <inheritdoc/>
    public string Description => "the aggregate times a learning rate, for example one that falls over the rounds";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } = [ServerArguments.LearningRate(1)];

    /// <inheritdoc/>
    public IReadOnlyList<string> State => [];

    /// <inheritdoc/>
    public void Step<T>(Span<T> parameters, ReadOnlySpan<T> aggregate, IReadOnlyList<Memory<T>> state, ServerStep step)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.MultiplyAdd(aggregate, T.CreateChecked(step.Rate), parameters, parameters);
}
