using OrleansFederation.Randomness;

namespace OrleansFederation.Clustering;

/// <summary>The seeds from which the clusters' models begin where each begins with numbers of its own.</summary>
public static class ClusterSeeds
{
    /// <summary>Gives the seed of a cluster's initial parameters: of the first the federation's, so that it begins as a federation without clusters does.</summary>
    /// <param name="seed">The spec's seed.</param>
    /// <param name="cluster">The cluster's number, from 1.</param>
    public static long Of(long seed, int cluster) => cluster == 1 ? seed : unchecked((long)SeededRandom.Derive(seed, "cluster", cluster));
}
