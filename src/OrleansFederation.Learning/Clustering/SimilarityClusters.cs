using OrleansFederation.Aggregation;

namespace OrleansFederation.Clustering;

/// <summary>
/// Divides clients by how similar the directions of their updates are: cosine similarity as Sattler et al. 2020, "Clustered Federated
/// Learning: Model-Agnostic Distributed Multi-Task Optimization under Privacy Constraints", section II; agglomerative clustering with average
/// linkage as Briggs et al. 2020, "Federated learning with hierarchical clustering of local updates" (FL+HC). The distance of two clients is
/// 1 − cos(uᵢ, uⱼ), that of two clusters the mean over their pairs; the two nearest are joined until as many are left as are wanted. The danger:
/// updates of one round tell kinds of clients apart only where these pull the joint model into different directions.
/// </summary>
public static class SimilarityClusters
{
    /// <summary>Clusters updates.</summary>
    /// <param name="updates">Their norms and distances.</param>
    /// <param name="count">The number of clusters, 1 or more.</param>
    /// <returns>
    /// The cluster of each update, from 1, numbered by their first members; fewer clusters where there are fewer updates. Of pairs that are
    /// equally near, the one whose first members come first is joined first.
    /// </returns>
    public static IReadOnlyList<int> Of(UpdateDistances updates, int count)
    {
        ArgumentNullException.ThrowIfNull(updates);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var n = updates.Count;
        var distances = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var j = i + 1; j < n; j++)
            {
                distances[i * n + j] = distances[j * n + i] = 1 - Cosine(updates, i, j);
            }
        }

        return Agglomerate(distances, n, count);
    }

    /// <summary>The cosine of the angle between two updates: 0 where one of them is zero.</summary>
    /// <param name="updates">Norms and distances.</param>
    /// <param name="i">The index of one.</param>
    /// <param name="j">The index of the other.</param>
    public static double Cosine(UpdateDistances updates, int i, int j)
    {
        ArgumentNullException.ThrowIfNull(updates);
        var (a, b) = (updates.Norms[i], updates.Norms[j]);
        return a == 0 || b == 0 ? 0 : Math.Clamp((a * a + b * b - updates[i, j]) / (2 * a * b), -1, 1);
    }

    /// <summary>
    /// Joins the two nearest clusters until <paramref name="count"/> are left. The distances to a joined cluster follow from those to its parts
    /// (Lance and Williams 1967), and each cluster remembers its nearest among those behind it, so that n updates take little more than n² steps.
    /// </summary>
    private static int[] Agglomerate(double[] distances, int n, int count)
    {
        var sizes = Enumerable.Repeat(1, n).ToArray();
        var cluster = Enumerable.Range(0, n).ToArray();
        var nearest = new int[n];
        for (var i = 0; i < n; i++)
        {
            nearest[i] = Nearest(i);
        }

        for (var left = n; left > count; left--)
        {
            var first = -1;
            for (var i = 0; i < n; i++)
            {
                if (sizes[i] > 0 && nearest[i] >= 0 && (first < 0 || distances[i * n + nearest[i]] < distances[first * n + nearest[first]]))
                {
                    first = i;
                }
            }

            Join(first, nearest[first]);
        }

        var numbers = new Dictionary<int, int>();
        var result = new int[n];
        for (var i = 0; i < n; i++)
        {
            var root = i;
            while (cluster[root] != root)
            {
                root = cluster[root];
            }

            result[i] = numbers.TryGetValue(root, out var number) ? number : numbers[root] = numbers.Count + 1;
        }

        return result;

        // A cluster lies at its first member, so that what is behind it has a later one.
        int Nearest(int i)
        {
            var found = -1;
            for (var j = i + 1; j < n; j++)
            {
                if (sizes[j] > 0 && (found < 0 || distances[i * n + j] < distances[i * n + found]))
                {
                    found = j;
                }
            }

            return found;
        }

        void Join(int a, int b)
        {
            var (ofA, ofB) = (sizes[a], sizes[b]);
            for (var k = 0; k < n; k++)
            {
                if (k != a && k != b && sizes[k] > 0)
                {
                    distances[a * n + k] = distances[k * n + a] = (ofA * distances[a * n + k] + ofB * distances[b * n + k]) / (ofA + ofB);
                }
            }

            (sizes[a], sizes[b], cluster[b]) = (ofA + ofB, 0, a);
            for (var i = 0; i < n; i++)
            {
                if (sizes[i] > 0 && (i == a || nearest[i] == a || nearest[i] == b))
                {
                    nearest[i] = Nearest(i);
                }
                else if (sizes[i] > 0 && i < a && IsNearer(i, a))
                {
                    nearest[i] = a;
                }
            }
        }

        bool IsNearer(int i, int a) => distances[i * n + a] < distances[i * n + nearest[i]]
            || (distances[i * n + a] == distances[i * n + nearest[i]] && a < nearest[i]);
    }
}
