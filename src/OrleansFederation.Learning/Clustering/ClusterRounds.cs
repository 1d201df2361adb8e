using OrleansFederation.Federations;

namespace OrleansFederation.Clustering;

/// <summary>What a round of a clustered federation does, from its spec and number.</summary>
public static class ClusterRounds
{
    /// <summary>Whether a round trains several models.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="round">The round's number.</param>
    public static bool IsClustered(FederationSpec spec, int round) => spec.Clusters is { } clusters && round > (clusters.After ?? 0);

    /// <summary>Whether a round, when it has trained one model, divides its contributors among clusters.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="round">The round's number.</param>
    public static bool Divides(FederationSpec spec, int round) => spec.Clusters is { Similarity: not null } clusters && round == clusters.After;

    /// <summary>The alias that names the newest version of a cluster.</summary>
    /// <param name="cluster">The cluster's number, from 1.</param>
    public static string Alias(int cluster) => $"cluster-{cluster}";
}
