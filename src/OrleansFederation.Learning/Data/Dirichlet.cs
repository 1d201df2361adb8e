using OrleansFederation.Randomness;

namespace OrleansFederation.Data;

/// <summary>Draws from the symmetric Dirichlet distribution.</summary>
internal static class Dirichlet
{
    /// <summary>
    /// Draws proportions that sum to 1: independent Gamma(α, 1) numbers over their sum. The gammas are kept as logarithms, because
    /// for small α most of them are too small for a double.
    /// </summary>
    /// <param name="alpha">The concentration α, above 0.</param>
    /// <param name="count">The number of proportions, 1 or more.</param>
    /// <param name="random">The generator.</param>
    public static double[] Draw(double alpha, int count, SeededRandom random)
    {
        var draws = new double[count];
        for (var i = 0; i < count; i++)
        {
            draws[i] = LogGamma(alpha, random);
        }

        var largest = draws.Max();
        var sum = 0.0;
        for (var i = 0; i < count; i++)
        {
            draws[i] = Math.Exp(draws[i] - largest);
            sum += draws[i];
        }

        for (var i = 0; i < count; i++)
        {
            draws[i] /= sum;
        }

        return draws;
    }

    /// <summary>The logarithm of a Gamma(α, 1) number (Marsaglia and Tsang 2000; below 1 by their U^(1/α) step).</summary>
    /// <param name="alpha">The shape α, above 0.</param>
    /// <param name="random">The generator.</param>
    internal static double LogGamma(double alpha, SeededRandom random)
    {
        if (alpha < 1)
        {
            return LogGamma(alpha + 1, random) + Math.Log(1 - random.NextDouble()) / alpha;
        }

        var d = alpha - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = random.NextGaussian();
            var v = 1 + c * x;
            if (v <= 0)
            {
                continue;
            }

            v *= v * v;
            if (Math.Log(1 - random.NextDouble()) < x * x / 2 + d - d * v + d * Math.Log(v))
            {
                return Math.Log(d * v);
            }
        }
    }
}
