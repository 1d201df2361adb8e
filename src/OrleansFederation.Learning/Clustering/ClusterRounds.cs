using OrleansFederation.Federations;

namespace OrleansFederation.Clustering;

/// <summary>What a round of a clustered federation does, from its spec and number.</summary>
public static class ClusterRounds
{
    /// <summary>With how many models a federation begins: with one for each cluster where clients choose from the first round on, else with one.</summary>
    /// <param name="spec">The spec.</param>
    public static int Beginnings(FederationSpec spec) => spec.Clusters is { Ifca: { } count, After: null } ? count : 1;

    /// <summary>Whether a round, when it has trained one model, divides its contributors among clusters.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="round">The round's number.</param>
    public static bool Divides(FederationSpec spec, int round) => spec.Clusters?.After == round;

    /// <summary>Whether a round that divides its contributors makes a model of each cluster's: those from which clients choose from then on.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="round">The round's number.</param>
    public static bool MakesModels(FederationSpec spec, int round) => spec.Clusters is { Ifca: not null } && Divides(spec, round);

    /// <summary>The alias that names the newest version of a cluster.</summary>
    /// <param name="cluster">The cluster's number, from 1.</param>
    public static string Alias(int cluster) => $"cluster-{cluster}";
}
