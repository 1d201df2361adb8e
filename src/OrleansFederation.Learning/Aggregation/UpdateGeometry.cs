namespace OrleansFederation.Aggregation;

/// <summary>
/// The updates as seen from a centre c, known by distances alone: with vᵢ = uᵢ − c the products are ⟨vᵢ, vⱼ⟩ = (‖vᵢ‖² + ‖vⱼ‖² − ‖uᵢ − uⱼ‖²) / 2,
/// and for every point p = c + Σⱼ wⱼ·vⱼ the distances ‖uᵢ − p‖² = ‖vᵢ‖² − 2 Σⱼ wⱼ⟨vᵢ, vⱼ⟩ + Σⱼₖ wⱼwₖ⟨vⱼ, vₖ⟩ follow without reading an update again.
/// Products of an update that is very far with near ones lose their digits; they are held between −‖vᵢ‖‖vⱼ‖ and ‖vᵢ‖‖vⱼ‖, so that with the
/// small weight that such an update has, an error stays as small as the near ones are long.
/// </summary>
internal sealed class UpdateGeometry
{
    private readonly double[] _products;
    private readonly int _count;

    private UpdateGeometry(UpdateDistances distances, double[] lengths)
    {
        (_count, Lengths) = (distances.Count, lengths);
        _products = new double[_count * _count];
        for (var i = 0; i < _count; i++)
        {
            for (var j = 0; j < _count; j++)
            {
                var (a, b) = (lengths[i], lengths[j]);
                _products[i * _count + j] = i == j ? a * a : Math.Clamp((a * a + b * b - distances[i, j]) / 2, -a * b, a * b);
            }
        }
    }

    /// <summary>‖vᵢ‖, the distance of every update from the centre.</summary>
    public double[] Lengths { get; }

    /// <summary>The updates as seen from the round's base, the origin.</summary>
    public static UpdateGeometry FromBase(UpdateDistances distances) => new(distances, [.. distances.Norms]);

    /// <summary>The updates as seen from the one that has the smallest sum of distances to the others; of several, the first.</summary>
    public static UpdateGeometry FromMedoid(UpdateDistances distances)
    {
        var medoid = Enumerable.Range(0, distances.Count).MinBy(i => Enumerable.Range(0, distances.Count).Select(j => Math.Sqrt(distances[i, j])).Order().Sum());
        return new(distances, [.. Enumerable.Range(0, distances.Count).Select(i => Math.Sqrt(distances[medoid, i]))]);
    }

    /// <summary>The distances of all updates from the point c + Σⱼ wⱼ·vⱼ.</summary>
    /// <param name="weights">The weights wⱼ.</param>
    public double[] From(ReadOnlySpan<double> weights)
    {
        var along = new double[_count];
        var square = 0.0;
        for (var i = 0; i < _count; i++)
        {
            for (var j = 0; j < _count; j++)
            {
                along[i] += weights[j] * _products[i * _count + j];
            }

            square += weights[i] * along[i];
        }

        var distances = new double[_count];
        for (var i = 0; i < _count; i++)
        {
            distances[i] = Math.Sqrt(Math.Max(0, Lengths[i] * Lengths[i] - 2 * along[i] + square));
        }

        return distances;
    }
}
