using OrleansFederation.Aggregation;
using OrleansFederation.Randomness;

namespace OrleansFederation.Clustering;

public sealed class SimilarityClustersTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(7, 2)]
    [InlineData(12, 3)]
    [InlineData(25, 5)]
    [InlineData(40, 16)]
    [InlineData(3, 8)]
    public void Clusters_are_those_of_joining_the_two_nearest_by_the_mean_over_all_their_pairs(int updates, int count)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var vectors = Vectors(updates, seed);

            Assert.Equal(Straightforward(vectors, count), SimilarityClusters.Of(UpdateDistances.Of(vectors), count));
        }
    }

    [Fact]
    public void Directions_count_and_lengths_do_not()
    {
        ReadOnlyMemory<float>[] vectors = [new float[] { 1, 0.1f, 0 }, new float[] { 0, 0.2f, 3 }, new float[] { 100, 9, 1 }, new float[] { 0.001f, 0, 0.3f }, new float[] { 0.01f, 0, 0 }];

        Assert.Equal([1, 2, 1, 2, 1], SimilarityClusters.Of(UpdateDistances.Of(vectors), 2));
    }

    [Fact]
    public void Who_is_with_whom_does_not_depend_on_the_order_of_the_clients()
    {
        var vectors = Vectors(15, seed: 3);
        var clusters = SimilarityClusters.Of(UpdateDistances.Of(vectors), 4);
        for (var seed = 0UL; seed < 10; seed++)
        {
            var random = new SeededRandom(seed);
            int[] order = [.. Enumerable.Range(0, 15).OrderBy(_ => random.NextUInt64())];

            var permuted = SimilarityClusters.Of(UpdateDistances.Of([.. order.Select(i => vectors[i])]), 4);

            Assert.Equal(Together([.. order.Select(i => clusters[i])]), Together(permuted));
        }
    }

    [Fact]
    public void Numbers_follow_the_first_members_and_of_equally_near_pairs_the_first_is_joined()
    {
        // Pairwise orthogonal: all are as far from one another.
        ReadOnlyMemory<float>[] vectors = [.. Enumerable.Range(0, 5).Select(i => (ReadOnlyMemory<float>)Enumerable.Range(0, 5).Select(k => k == i ? 2f : 0).ToArray())];

        Assert.Equal([1, 1, 2, 3, 4], SimilarityClusters.Of(UpdateDistances.Of(vectors), 4));
        Assert.Equal([1, 2, 3, 4, 5], SimilarityClusters.Of(UpdateDistances.Of(vectors), 5));
        Assert.Equal([1, 1, 1, 1, 1], SimilarityClusters.Of(UpdateDistances.Of(vectors), 1));
    }

    [Fact]
    public void An_update_of_zeros_is_like_none()
    {
        ReadOnlyMemory<float>[] vectors = [new float[] { 1, 0 }, new float[2], new float[] { 2, 0.1f }, new float[2]];

        var updates = UpdateDistances.Of(vectors);

        Assert.Equal((0.0, 0.0), (SimilarityClusters.Cosine(updates, 0, 1), SimilarityClusters.Cosine(updates, 1, 3)));
        Assert.Equal([1, 2, 1, 3], SimilarityClusters.Of(updates, 3));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_cosine_is_that_of_the_vectors(int seed)
    {
        var vectors = Vectors(6, seed);
        var updates = UpdateDistances.Of(vectors);

        for (var i = 0; i < 6; i++)
        {
            for (var j = 0; j < 6; j++)
            {
                Assert.Equal(Cosine(vectors[i].Span, vectors[j].Span), SimilarityClusters.Cosine(updates, i, j), 1e-6);
            }
        }
    }

    private static ReadOnlyMemory<float>[] Vectors(int count, int seed)
    {
        var random = new SeededRandom((ulong)seed);
        return [.. Enumerable.Range(0, count).Select(_ => (ReadOnlyMemory<float>)Enumerable.Range(0, 4).Select(_ => (float)random.NextGaussian()).ToArray())];
    }

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var (dot, ofA, ofB) = (0.0, 0.0, 0.0);
        for (var k = 0; k < a.Length; k++)
        {
            (dot, ofA, ofB) = (dot + (double)a[k] * b[k], ofA + (double)a[k] * a[k], ofB + (double)b[k] * b[k]);
        }

        return dot / Math.Sqrt(ofA * ofB);
    }

    private static IReadOnlyList<int> Straightforward(ReadOnlyMemory<float>[] vectors, int count)
    {
        List<List<int>> clusters = [.. Enumerable.Range(0, vectors.Length).Select(i => new List<int> { i })];
        while (clusters.Count > count)
        {
            var (a, b) = (from i in Enumerable.Range(0, clusters.Count) from j in Enumerable.Range(i + 1, clusters.Count - i - 1) select (i, j))
                .MinBy(pair => (from i in clusters[pair.i] from j in clusters[pair.j] select 1 - Cosine(vectors[i].Span, vectors[j].Span)).Average());
            clusters[a].AddRange(clusters[b]);
            clusters.RemoveAt(b);
        }

        return [.. Enumerable.Range(0, vectors.Length).Select(i => clusters.FindIndex(cluster => cluster.Contains(i)) + 1)];
    }

    private static IEnumerable<(int, int)> Together(IReadOnlyList<int> clusters)
    {
        Dictionary<int, int> numbers = [];
        return clusters.Select((cluster, i) => (i, numbers.TryGetValue(cluster, out var number) ? number : numbers[cluster] = numbers.Count + 1));
    }
}
