using System.Numerics;
using OrleansFederation.Federations;

namespace OrleansFederation.Optimizers;

/// <summary>
/// Moves the trainable parameters by the aggregate Δ of a round, the mean of what the clients say they should move by: −Δ stands where a
/// gradient does (Reddi et al. 2021, "Adaptive Federated Optimization", algorithm 2). Buffers are averaged and never come here. An element
/// follows from the elements at its place alone, so that where blocks end changes no bit. A new optimiser is a file here and a line in <see cref="ServerOptimizers"/>.
/// </summary>
public interface IServerOptimizer
{
    /// <summary>The name in the spec: lower case.</summary>
    string Name { get; }

    /// <summary>What it does and when to choose it, in one sentence, for people.</summary>
    string Description { get; }

    /// <summary>Its arguments.</summary>
    IReadOnlyList<NumericArgument> Arguments { get; }

    /// <summary>The names of the vectors that it keeps from round to round, each as long as the trainable parameters; none where it keeps nothing.</summary>
    IReadOnlyList<string> State { get; }

    /// <summary>The value of all elements of a kept vector before the first round.</summary>
    /// <param name="vector">Its name.</param>
    /// <param name="settings">The optimiser's arguments.</param>
    double Initial(string vector, ServerSpec settings) => 0;

    /// <summary>Takes the step of a round for some of the elements.</summary>
    /// <param name="parameters">The parameters; changed.</param>
    /// <param name="aggregate">Δ at the same places.</param>
    /// <param name="state">The kept vectors at the same places, in the order of <see cref="State"/>; changed.</param>
    /// <param name="step">Which step it is, and its settings.</param>
    void Step<T>(Span<T> parameters, ReadOnlySpan<T> aggregate, IReadOnlyList<Memory<T>> state, ServerStep step)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
