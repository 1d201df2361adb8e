using OrleansFederation.Federations;
using OrleansFederation.Randomness;

namespace OrleansFederation.Attacks;

/// <summary>Sends normal numbers of a deviation in place of an update (Blanchard et al. 2017, §5, "Gaussian Byzantine").</summary>
public sealed class Noise : IAttack
{
    /// <inheritdoc/>
    public string Name => "noise";

    /// <inheritdoc/>
    public string Description => "send noise in place of updates";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } = [new("deviation", "The standard deviation of every number.", 0.1, 1e-9, 1e9, Whole: false)];

    /// <inheritdoc/>
    public float[] Corrupt(IReadOnlyList<float[]> updates, Attacker attacker)
    {
        SeededRandom random = new(attacker.RoundSeed);
        var noise = updates[0];
        for (var k = 0; k < noise.Length; k++)
        {
            noise[k] = (float)(attacker.Settings["deviation"] * random.NextGaussian());
        }

        return noise;
    }
}
