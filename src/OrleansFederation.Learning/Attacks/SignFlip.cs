using System.Numerics.Tensors;
using OrleansFederation.Federations;

namespace OrleansFederation.Attacks;

/// <summary>Sends −factor·u for the honest update u, so that the model moves away from what the client learned (Karimireddy et al. 2021, §6, "bit-flipping").</summary>
public sealed class SignFlip : IAttack
{
    /// <inheritdoc/>
    public string Name => "signflip";

    /// <inheritdoc/>
    public string Description => "send updates the other way";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } = [new("factor", "How many times as long the update is.", 1, 1e-6, 1e9, Whole: false)];

    /// <inheritdoc/>
    public float[] Corrupt(IReadOnlyList<float[]> updates, Attacker attacker)
    {
        TensorPrimitives.Multiply(updates[0], (float)-attacker.Settings["factor"], updates[0]);
        return updates[0];
    }
}
