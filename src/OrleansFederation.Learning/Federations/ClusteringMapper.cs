using OrleansFederation.Clustering;

namespace OrleansFederation.Federations;

/// <summary>Maps how clients are divided among several models.</summary>
internal static class ClusteringMapper
{
    /// <summary>Maps it.</summary>
    /// <param name="clusters">Such as <c>{ifca: 3}</c>, <c>{ifca: 3, after: 2}</c> or <c>{similarity: 2, after: 3}</c>.</param>
    /// <returns>It; null where all clients train one model.</returns>
    public static ClusteringSpec? Map(SpecValue clusters) => clusters.IsMapping
        ? new()
        {
            Ifca = clusters["ifca"].Whole,
            Similarity = clusters["similarity"].Whole,
            After = clusters["after"].Whole ?? (clusters["similarity"].Whole is null ? null : ClusteringSpec.UsualAfter),
        }
        : null;
}
