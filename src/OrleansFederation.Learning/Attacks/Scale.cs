using System.Numerics.Tensors;
using OrleansFederation.Federations;

namespace OrleansFederation.Attacks;

/// <summary>Sends factor·u for the honest update u: with the number of clients as factor, plain averaging takes the client's model for its own (Bagdasaryan et al. 2020, "How To Backdoor Federated Learning", §3).</summary>
public sealed class Scale : IAttack
{
    /// <inheritdoc/>
    public string Name => "scale";

    /// <inheritdoc/>
    public string Description => "send updates many times too long";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } = [new("factor", "How many times as long the update is.", 10, 1e-6, 1e9, Whole: false)];

    /// <inheritdoc/>
    public float[] Corrupt(IReadOnlyList<float[]> updates, Attacker attacker)
    {
        TensorPrimitives.Multiply(updates[0], (float)attacker.Settings["factor"], updates[0]);
        return updates[0];
    }
}
