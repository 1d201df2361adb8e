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
}
