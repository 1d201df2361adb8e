namespace OrleansFederation.Data;

/// <summary>The ways of dividing one data set among simulated clients.</summary>
public enum PartitionKind
{
    /// <summary>Shuffled and cut into equal parts.</summary>
    Iid = 0,

    /// <summary>Each class is divided by proportions drawn from Dirichlet(α) (Hsu, Qi and Brown 2019).</summary>
    Dirichlet = 1,

    /// <summary>Sorted by label, cut into shards, and a few shards dealt to each client (McMahan et al. 2017).</summary>
    Shards = 2,

    /// <summary>Shuffled and cut into parts of given sizes.</summary>
    Counts = 3,
}
