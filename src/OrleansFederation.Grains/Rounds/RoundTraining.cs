using OrleansFederation.Clients;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Naming;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>The training phase: orders what is not delivered yet, collects receipts, and freezes the contributors by one conditional write.</summary>
internal sealed class RoundTraining(IRoundStore rounds, RoundContext context)
{
    private const int OrdersAtOnce = 64;

    private readonly HashSet<(string Client, int Attempt)> _ordered = [];

    /// <summary>Runs the phase.</summary>
    /// <param name="cancellationToken">Gives the round up.</param>
    /// <returns>The freeze in force.</returns>
    /// <exception cref="FederationException">Where the round failed.</exception>
    public async Task<Freeze> RunAsync(CancellationToken cancellationToken)
    {
        var (inbox, sampling, clock) = (context.Inbox, context.Spec.Sampling, context.Clock);
        var wanted = CohortSelection.Wanted(sampling, context.Roster.Count);
        var (began, minimumAt) = (clock.GetTimestamp(), (long?)null);
        inbox.Collecting = true;
        await OrderAsync(cancellationToken);
        while (true)
        {
            var (cohort, tally) = (inbox.Cohort, inbox.Tally);
            if (minimumAt is null && tally.Received >= sampling.Minimum)
            {
                minimumAt = clock.GetTimestamp();
            }

            TimeSpan? sinceMinimum = minimumAt is { } since ? clock.GetElapsedTime(since) : null;
            var elapsed = clock.GetElapsedTime(began);
            var decision = RoundRules.Waits(tally, sampling, wanted, elapsed, sinceMinimum) ?? RoundRules.Decide(cohort, sampling, wanted, elapsed, sinceMinimum);
            switch (decision)
            {
                case RoundDecision.Close close:
                    inbox.Collecting = false;
                    var freeze = await rounds.FreezeAsync(context.Plan.Federation, context.Plan.Number, RoundRules.MakeFreeze(1, cohort, close.Contributors), cancellationToken);
                    await CancelOpenAsync();
                    return freeze;
                case RoundDecision.Retry retry:
                    TrainingInstruments.Reissue(retry.Clients.Count);
                    await rounds.RetryAsync(context.Plan.Federation, context.Plan.Number, retry.Clients, cancellationToken);
                    foreach (var client in retry.Clients.Select(client => inbox.Find(client)!))
                    {
                        context.Tell(new() { Kind = FederationEventKind.ClientFailed, Client = client.Client, Problem = client.Report?.Failure });
                        inbox.Put(client with { Attempt = client.Attempt + 1, State = ParticipantState.Selected, Report = null });
                    }

                    await OrderAsync(cancellationToken);
                    break;
                case RoundDecision.Fail fail:
                    inbox.Collecting = false;
                    throw new FederationException(fail.Problem);
                case RoundDecision.Wait wait:
                    await inbox.Changed.WaitAsync(wait.For, clock, cancellationToken);
                    break;
            }
        }
    }

    /// <summary>Cancels what clients still work on; best effort, since their reports would change nothing.</summary>
    public async Task CancelOpenAsync()
    {
        foreach (var client in context.Inbox.Cohort.Where(client => client.State == ParticipantState.Selected && _ordered.Contains((client.Client, client.Attempt))))
        {
            await context.Grains.GetGrain<IClientGrain>(GrainKeys.Client(client.Client))
                .CancelAsync(new(TaskKind.Train, context.Plan.Federation, context.Plan.Number, client.Client, client.Attempt), CancellationToken.None);
        }
    }

    private async Task OrderAsync(CancellationToken cancellationToken)
    {
        Participant[] open = [.. context.Inbox.Cohort.Where(client => client.State == ParticipantState.Selected && _ordered.Add((client.Client, client.Attempt)))];
        foreach (var group in open.Chunk(OrdersAtOnce))
        {
            var refusals = await Task.WhenAll(group.Select(client => context.OrderAsync(
                TaskKind.Train, client.Client, client.Ordinal, client.Site, client.Attempt, context.Plan.Base, cancellationToken)));
            foreach (var (client, refusal) in group.Zip(refusals).Where(pair => pair.Second is not null))
            {
                await context.Inbox.ReceiveAsync(new()
                {
                    Key = new(TaskKind.Train, context.Plan.Federation, context.Plan.Number, client.Client, client.Attempt),
                    Site = client.Site,
                    StartedAt = context.Clock.GetUtcNow(),
                    Failure = refusal,
                });
            }
        }
    }
}
