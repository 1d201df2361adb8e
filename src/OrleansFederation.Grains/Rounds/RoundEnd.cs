using Microsoft.Extensions.Logging;
using OrleansFederation.Clients;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Membership;
using OrleansFederation.Naming;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>Lets go of what a committed round held, once its federation knows of it: updates at the sites, trainings whose updates no round will take, and what clients kept of rounds long past.</summary>
internal sealed partial class RoundEnd(IRoundStore rounds, ClusterMembers cluster, IGrainFactory grains, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    /// <summary>Lets go. What could not be removed now is removed after a later round.</summary>
    /// <param name="plan">The round.</param>
    /// <param name="known">The cohort; null where it is to be read.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public async Task RunAsync(RoundPlan plan, IReadOnlyList<Participant>? known, CancellationToken cancellationToken)
    {
        var asynchronous = SpecReader.FromCanonical(plan.Spec).Async is not null;
        try
        {
            // Who goes on is what the rows say: they are what the next round was opened from.
            var cohort = (asynchronous ? null : known) ?? (await rounds.LoadAsync(plan.Federation, plan.Number, cancellationToken))?.Cohort ?? [];
            await DiscardAsync(plan, cohort, asynchronous ? await GiveUpAsync(plan, cohort, cancellationToken) : [], cancellationToken);
        }
        catch (Exception exception) when ((Outage.Is(exception) || exception is FederationException) && !cancellationToken.IsCancellationRequested)
        {
            LogNotLetGo(exception, plan.Federation, plan.Number);
        }

        await new StateSweep(rounds, cluster, grains, clock, logger).RunAsync(plan, cancellationToken);
    }

    /// <summary>Cancels trainings that are too late for any round, and after the last round all.</summary>
    /// <returns>The rounds in which clients began that go on.</returns>
    private async Task<IReadOnlyList<int>> GiveUpAsync(RoundPlan plan, IReadOnlyList<Participant> cohort, CancellationToken cancellationToken)
    {
        var goesOn = await grains.GetGrain<IFederationGrain>(GrainKeys.Federation(plan.Federation)).GetAsync() is { Status: FederationStatus.Running };
        var atWork = cohort.Where(client => client is { Report: null, State: ParticipantState.Dropped } || (!goesOn && client is { Report: null, State: ParticipantState.Carried }));
        await Task.WhenAll(atWork.Select(client => CancelAsync(client.TaskIn(plan.Federation, plan.Number), cancellationToken)));
        if (!goesOn)
        {
            await rounds.ReleaseAsync(plan.Federation, plan.Number + 1, cancellationToken);
        }

        return goesOn ? [.. cohort.Where(client => client.State == ParticipantState.Carried).Select(client => client.Begun ?? plan.Number).Distinct()] : [];
    }

    private async Task CancelAsync(TaskKey key, CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetGrain<IClientGrain>(GrainKeys.Client(key.Client)).CancelAsync(key, cancellationToken).WaitAsync(AnswerWithin, clock, cancellationToken);
        }
        catch (Exception exception) when (Outage.Is(exception) && !cancellationToken.IsCancellationRequested)
        {
            LogNotGivenUp(exception, key.Federation, key.Round, key.Client);
        }
    }

    private Task DiscardAsync(RoundPlan plan, IReadOnlyList<Participant> cohort, IReadOnlyList<int> kept, CancellationToken cancellationToken) =>
        Task.WhenAll(cohort.Select(client => client.Site).Distinct(StringComparer.Ordinal).Where(cluster.Reaches).Select(async site =>
        {
            try
            {
                await grains.GetGrain<ITrainerGrain>(GrainKeys.Trainer(site)).DiscardAsync(plan.Federation, plan.Number, kept, cancellationToken).WaitAsync(AnswerWithin, clock, cancellationToken);
            }
            catch (Exception exception) when ((Outage.Is(exception) || exception is FederationException) && !cancellationToken.IsCancellationRequested)
            {
                LogNotDiscarded(exception, plan.Federation, plan.Number, site);
            }
        }));

    [LoggerMessage(3322, LogLevel.Warning, "The updates of round {Round} of {Federation} at {Site} could not be removed; a later round removes them")]
    private partial void LogNotDiscarded(Exception exception, string federation, int round, string site);

    [LoggerMessage(3355, LogLevel.Warning, "What round {Round} of {Federation} held could not be let go; a later round does it")]
    private partial void LogNotLetGo(Exception exception, string federation, int round);

    [LoggerMessage(3356, LogLevel.Warning, "The training of {Client} in {Federation} that began in round {Round} and is too late for any could not be cancelled; its report will be ignored")]
    private partial void LogNotGivenUp(Exception exception, string federation, int round, string client);
}
