using System.Runtime.CompilerServices;
using OrleansFederation.Cluster;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Naming;
using OrleansFederation.Rounds;

namespace OrleansFederation;

public sealed partial class FederationClient
{
    /// <summary>
    /// Follows a federation; ends after its terminal event. Survives the death of the gateway and of the silo that sends the events: it
    /// goes on over others, gives no event twice, and tells of rounds that were committed meanwhile. Ends with FED2008 when nothing was
    /// heard for a minute.
    /// </summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="after">The position after which to begin; 0 begins with the oldest event that is remembered.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <exception cref="FederationException">FED3006, FED2008.</exception>
    public IAsyncEnumerable<FederationEvent> WatchAsync(string federation, long after = 0, CancellationToken cancellationToken = default) =>
        new FederationWatch(
            _calls,
            federation,
            (position, ct) => Federation(federation).WatchAsync(position, ct),
            _ => Federation(federation).GetAsync(),
            ct => Catalog.ListRoundsAsync(federation, ct)).RunAsync(after, cancellationToken);

    /// <summary>Follows one round of a federation, as <see cref="WatchAsync"/> does; ends when the round is over, or with its federation.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="number">The round's number, from 1.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <exception cref="FederationException">FED3006, FED2008.</exception>
    public async IAsyncEnumerable<FederationEvent> WatchRoundAsync(
        string federation, int number, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var happened in WatchAsync(federation, 0, cancellationToken).WithCancellation(cancellationToken))
        {
            var ends = FederationEvents.IsTerminal(happened.Kind);
            if (happened.Round == number || ends)
            {
                yield return happened;
            }

            if (ends
                || (happened.Round == number && happened.Kind is FederationEventKind.RoundCommitted or FederationEventKind.RoundFailed)
                || (happened.Round > number && happened.Kind is FederationEventKind.RoundOpened))
            {
                yield break;
            }
        }
    }

    /// <summary>Gives one round's figures so far, or null where it was never opened.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="number">The round's number, from 1.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED2008.</exception>
    public Task<RoundReport?> FindRoundAsync(string federation, int number, CancellationToken cancellationToken = default) =>
        _calls.RepeatableAsync(
            $"round {number} of {federation}", _ => grains.GetGrain<IRoundGrain>(GrainKeys.Round(federation, number)).GetAsync(), cancellationToken);

    /// <summary>Gives the silos of the cluster, its sites, and what runs where.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED2008.</exception>
    public Task<ClusterView> GetClusterAsync(CancellationToken cancellationToken = default) =>
        _calls.RepeatableAsync("cluster", grains.GetGrain<IClusterGrain>(GrainKeys.Cluster).GetAsync, cancellationToken);
}
