using Orleans.Concurrency;
using OrleansFederation.Identity;

namespace OrleansFederation.Cluster;

/// <summary>Answers what the cluster is made of and what runs where. Stateless. Key: <c>cluster/all</c>.</summary>
[Alias("of.cluster")]
public interface IClusterGrain : IGrainWithStringKey
{
    /// <summary>Gives the cluster as it is now: from membership, the grain directory and rows. A silo that does not answer in time is shown without its tasks.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    [Alias("get"), ReadOnly, Outside(Roles.Operator | Roles.Auditor)]
    Task<ClusterView> GetAsync(CancellationToken cancellationToken = default);
}
