using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OrleansFederation.Membership;

/// <summary>
/// Follows the membership on a silo that owns state. Rounds that run here look at their tasks again at every change; where a silo has
/// left or died, every running federation is made sure to be driven. Every survivor does so: a call to a federation that is driven
/// already costs next to nothing, and nobody depends on one silo that may be the next to die.
/// </summary>
/// <param name="membership">The membership.</param>
/// <param name="cluster">The view that is told.</param>
/// <param name="resumption">Takes federations up.</param>
/// <param name="resumesAtStart">Whether running federations are taken up when the silo starts: a silo of a cluster does, a console that may only look at its state does not.</param>
/// <param name="logger">The log.</param>
internal sealed partial class MembershipWatch(
    IClusterMembershipService membership, ClusterMembers cluster, FederationResumption resumption, bool resumesAtStart, ILogger<MembershipWatch> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var before = membership.CurrentSnapshot;
        if (resumesAtStart)
        {
            resumption.RequestAll();
        }

        try
        {
            await foreach (var now in membership.MembershipUpdates.WithCancellation(stoppingToken))
            {
                cluster.Tell();
                var gone = MembershipChanges.Leaving(before, now);
                if (gone.Count > 0)
                {
                    LogGone(string.Join(", ", gone.Select(member => $"{member.Name} ({member.Status})")));
                    resumption.RequestAll();
                }

                before = now;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
            return;
        }
    }

    [LoggerMessage(3300, LogLevel.Information, "Gone from the cluster: {Silos}; what they drove and held is taken up")]
    private partial void LogGone(string silos);
}
