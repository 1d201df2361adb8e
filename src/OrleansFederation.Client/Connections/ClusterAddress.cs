namespace OrleansFederation.Connections;

/// <summary>Where a cluster is reached.</summary>
/// <param name="Gateways">The gateways of its silos as <c>HOST:PORT</c>, at least one; the more, the less the death of one matters.</param>
/// <param name="Cluster">The cluster's name, as its silos have it.</param>
/// <param name="Service">The service's name, as its silos have it.</param>
public sealed record ClusterAddress(IReadOnlyList<string> Gateways, string Cluster = ClusterAddress.DefaultName, string Service = ClusterAddress.DefaultName)
{
    /// <summary>The name of cluster and service where nobody chose another.</summary>
    public const string DefaultName = "orleans-federation";

    /// <summary>The port of a gateway where none is said.</summary>
    public const int DefaultPort = 30000;
}
