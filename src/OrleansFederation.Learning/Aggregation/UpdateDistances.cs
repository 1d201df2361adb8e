using System.Numerics;

namespace OrleansFederation.Aggregation;

/// <summary>The norms of the updates of a round and the squared Euclidean distances between them.</summary>
/// <param name="Norms">‖uᵢ‖, 0 or more.</param>
/// <param name="Squares">‖uᵢ − uⱼ‖² at i·n + j for n updates: symmetric, 0 on the diagonal.</param>
public sealed record UpdateDistances(IReadOnlyList<double> Norms, IReadOnlyList<double> Squares)
{
    /// <summary>The number of updates.</summary>
    public int Count => Norms.Count;

    /// <summary>The squared distance of two updates.</summary>
    /// <param name="i">The index of one.</param>
    /// <param name="j">The index of the other.</param>
    public double this[int i, int j] => Squares[i * Count + j];

    /// <summary>Measures updates that are in memory, in double and element by element: for reference, and for elements of double.</summary>
    /// <param name="updates">The updates, at least one, all of one length and finite.</param>
    public static UpdateDistances Of<T>(IReadOnlyList<ReadOnlyMemory<T>> updates)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var squares = new double[updates.Count * updates.Count];
        for (var i = 0; i < updates.Count; i++)
        {
            for (var j = i + 1; j < updates.Count; j++)
            {
                squares[i * updates.Count + j] = squares[j * updates.Count + i] = Square(updates[i].Span, updates[j].Span);
            }
        }

        return new([.. updates.Select(update => Math.Sqrt(Square(update.Span, new T[update.Length])))], squares);
    }

    private static double Square<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sum = 0.0;
        for (var k = 0; k < a.Length; k++)
        {
            var difference = double.CreateChecked(a[k]) - double.CreateChecked(b[k]);
            sum += difference * difference;
        }

        return sum;
    }
}
