using OrleansFederation.Federations;

namespace OrleansFederation.Attacks;

/// <summary>
/// "A Little Is Enough" (Baruch et al. 2019, algorithm 3): the attackers know one another's honest updates, and all send μ − z·σ, the mean
/// of those less z deviations, number by number, which hides within the spread of honest ones. Where z is not given, it is the largest at
/// which enough honest clients are still farther from the mean: Φ(z) = (n − m − s) / (n − m) with s = ⌊n/2 + 1⌋ − m, for n clients of
/// which m attack. Needs two attackers at least, whose updates have a spread.
/// </summary>
public sealed class Alie : IAttack
{
    private const double FarthestZ = 10;

    /// <inheritdoc/>
    public string Name => "alie";

    /// <inheritdoc/>
    public string Description => "collude and send what lies just within the spread of honest updates (A Little Is Enough)";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } = [new("z", "How many deviations from the mean; 0 for the most that is likely to stay unnoticed.", 0, 0, 100, Whole: false)];

    /// <inheritdoc/>
    public bool Colludes => true;

    /// <inheritdoc/>
    public float[] Corrupt(IReadOnlyList<float[]> updates, Attacker attacker)
    {
        ArgumentNullException.ThrowIfNull(attacker);
        var z = attacker.Settings["z"] is > 0 and var given ? given : LargestZ(attacker.Cohort, updates.Count);
        var sent = new float[updates[0].Length];
        for (var k = 0; k < sent.Length; k++)
        {
            var mean = updates.Average(update => (double)update[k]);
            var variance = updates.Sum(update => (update[k] - mean) * (update[k] - mean)) / updates.Count;
            sent[k] = (float)(mean - z * Math.Sqrt(variance));
        }

        return sent;
    }

    /// <summary>The largest z, found by halving; ten where so many attack that no honest client has to be convinced.</summary>
    internal static double LargestZ(int clients, int attackers)
    {
        var honest = clients - attackers;
        var needed = clients / 2 + 1 - attackers;
        var share = honest > 0 ? (double)(honest - needed) / honest : 0;
        if (needed <= 0)
        {
            return FarthestZ;
        }

        var (low, high) = (0.0, FarthestZ);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Below(middle) < share ? (middle, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Φ(z) for z ≥ 0 by Simpson's rule over the density: exact to 10 digits, and no table is needed.</summary>
    private static double Below(double z)
    {
        const int Pieces = 2000;
        var (step, sum) = (z / Pieces, 0.0);
        for (var i = 0; i <= Pieces; i++)
        {
            var x = i * step;
            sum += Math.Exp(-x * x / 2) * (i is 0 or Pieces ? 1 : i % 2 == 1 ? 4 : 2);
        }

        return 0.5 + sum * step / 3 / Math.Sqrt(2 * Math.PI);
    }
}
