namespace OrleansFederation.Cluster;

/// <summary>What the membership of a cluster says of a silo.</summary>
public enum SiloStanding
{
    /// <summary>It starts.</summary>
    Joining = 0,

    /// <summary>It serves.</summary>
    Active = 1,

    /// <summary>It stops in order.</summary>
    Stopping = 2,

    /// <summary>It stopped, or the others declared it dead.</summary>
    Dead = 3,
}
