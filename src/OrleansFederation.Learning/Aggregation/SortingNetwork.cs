using System.Numerics;

namespace OrleansFederation.Aggregation;

/// <summary>Batcher's merge exchange (Knuth, The Art of Computer Programming 3, algorithm 5.2.2M): comparators that sort any numbers of a count.</summary>
internal static class SortingNetwork
{
    /// <summary>Gives the comparators, in order: each puts the smaller at its lower index.</summary>
    /// <param name="count">How many numbers, 1 or more.</param>
    public static IReadOnlyList<(int Low, int High)> Of(int count)
    {
        List<(int, int)> comparators = [];
        var top = count < 2 ? 0 : 1 << BitOperations.Log2((uint)count - 1);
        for (var p = top; p > 0; p >>= 1)
        {
            var (q, r, d) = (top, 0, p);
            while (true)
            {
                for (var i = 0; i < count - d; i++)
                {
                    if ((i & p) == r)
                    {
                        comparators.Add((i, i + d));
                    }
                }

                if (q == p)
                {
                    break;
                }

                (d, q, r) = (q - p, q >> 1, p);
            }
        }

        return comparators;
    }
}
