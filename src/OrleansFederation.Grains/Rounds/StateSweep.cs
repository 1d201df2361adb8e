using Microsoft.Extensions.Logging;
using OrleansFederation.Clients;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Membership;
using OrleansFederation.Naming;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>
/// Lets sites remove what clients kept of rounds that no replay reaches any more. A client that contributed to the oldest round that stays
/// goes on from what it kept with that update or from later, so all that it kept before can go; another keeps what it has, however old, until it contributes again.
/// </summary>
internal sealed partial class StateSweep(IRoundStore rounds, ClusterMembers cluster, IGrainFactory grains, TimeProvider clock, ILogger logger)
{
    private const int ClientsAtOnce = 2_000;

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    /// <summary>Sweeps after a round has committed. A site that is away keeps more until the same clients are swept again.</summary>
    /// <param name="plan">The round.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public async Task RunAsync(RoundPlan plan, CancellationToken cancellationToken)
    {
        var spec = SpecReader.FromCanonical(plan.Spec);
        var oldest = plan.Number - ClientStates.KeptRounds(spec);
        if (oldest < 2 || ClientStates.Of(spec).Count == 0)
        {
            return;
        }

        try
        {
            await SweepAsync(plan, oldest, cancellationToken);
        }
        catch (Exception exception) when (Outage.Is(exception) && !cancellationToken.IsCancellationRequested)
        {
            LogNotSwept(exception, plan.Federation, plan.Number, "any site");
        }
    }

    private async Task SweepAsync(RoundPlan plan, int oldest, CancellationToken cancellationToken)
    {
        if (await rounds.LoadAsync(plan.Federation, oldest, cancellationToken) is not { Report.Phase: RoundPhase.Committed, Freeze: { } freeze } record)
        {
            return;
        }

        var contributors = freeze.Contributors.ToHashSet(StringComparer.Ordinal);
        var sites = record.Cohort.Where(client => contributors.Contains(client.Client)).GroupBy(client => (client.Site, Begun: client.Begun ?? oldest), client => client.Client);
        await Task.WhenAll(sites.Where(site => cluster.Reaches(site.Key.Site)).Select(async site =>
        {
            try
            {
                foreach (var clients in site.Chunk(ClientsAtOnce))
                {
                    await grains.GetGrain<ITrainerGrain>(GrainKeys.Trainer(site.Key.Site)).SweepStatesAsync(plan.Federation, site.Key.Begun, clients, cancellationToken).WaitAsync(AnswerWithin, clock, cancellationToken);
                }
            }
            catch (Exception exception) when ((Outage.Is(exception) || exception is FederationException) && !cancellationToken.IsCancellationRequested)
            {
                LogNotSwept(exception, plan.Federation, plan.Number, site.Key.Site);
            }
        }));
    }

    [LoggerMessage(3323, LogLevel.Warning, "What clients of {Federation} at {Site} kept of rounds long past could not be removed after round {Round}; a later round removes it")]
    private partial void LogNotSwept(Exception exception, string federation, int round, string site);
}
