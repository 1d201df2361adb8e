using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>The training phase: keeps what is not delivered yet going, collects receipts, and freezes the contributors by one conditional write.</summary>
internal sealed class RoundTraining
{
    private readonly IRoundStore _rounds;
    private readonly RoundContext _context;
    private readonly TaskDispatch _dispatch;
    private readonly HashSet<(string Client, int Attempt)> _wanted = [];

    /// <summary>Makes the phase.</summary>
    /// <param name="rounds">The rows.</param>
    /// <param name="context">The round.</param>
    public RoundTraining(IRoundStore rounds, RoundContext context)
    {
        (_rounds, _context) = (rounds, context);
        _dispatch = new(context, context.Inbox.IsOpen);
    }

    /// <summary>Runs the phase. It may be run again after an outage.</summary>
    /// <param name="cancellationToken">Gives the round up.</param>
    /// <returns>The freeze in force.</returns>
    /// <exception cref="FederationException">Where the round failed.</exception>
    public async Task<Freeze> RunAsync(CancellationToken cancellationToken)
    {
        var (inbox, sampling, clock) = (_context.Inbox, _context.Spec.Sampling, _context.Clock);

        // Where what is measured left fewer to select, all of them are wanted.
        var wanted = Math.Min(CohortSelection.Wanted(sampling, SelectionCriteria.Tagged(_context.Spec, _context.Eligible).Count), inbox.Cohort.Count);
        var (began, minimumAt) = (clock.GetTimestamp(), (long?)null);
        inbox.Collecting = true;
        WantOpen();
        while (true)
        {
            inbox.ThrowIfTakenOver();
            await OrderAsync(cancellationToken);
            var (cohort, tally) = (inbox.Cohort, inbox.Tally);
            if (minimumAt is null && tally.Received >= sampling.Minimum)
            {
                minimumAt = clock.GetTimestamp();
            }

            TimeSpan? sinceMinimum = minimumAt is { } since ? clock.GetElapsedTime(since) : null;
            var elapsed = clock.GetElapsedTime(began);

            // Where a site is away, more counts than the numbers.
            var decision = (_dispatch.Next is null ? RoundRules.Waits(tally, sampling, wanted, elapsed, sinceMinimum) : null)
                ?? RoundRules.Decide(cohort, sampling, wanted, elapsed, sinceMinimum, _dispatch.Unavailable(RoundContext.AwayFor));
            switch (decision)
            {
                case RoundDecision.Close close:
                    inbox.Collecting = false;
                    var contributors = _context.Spec.Async is { } asynchronous ? AsyncCohort.Fill(cohort, asynchronous.Buffer) : close.Contributors;
                    var freeze = await _rounds.FreezeAsync(_context.Tenure, RoundRules.MakeFreeze(1, cohort, contributors), cancellationToken);
                    if (_context.Spec.Async is null)
                    {
                        await _dispatch.CancelAsync();
                    }

                    return freeze;
                case RoundDecision.Retry retry:
                    TrainingInstruments.Reissue(retry.Clients.Count);
                    await _rounds.RetryAsync(_context.Tenure, retry.Clients, cancellationToken);
                    foreach (var client in retry.Clients.Select(client => inbox.Find(client)!))
                    {
                        _context.Tell(new() { Kind = FederationEventKind.ClientFailed, Client = client.Client, Problem = client.Report?.Failure });
                        inbox.Put(client with { Attempt = client.Attempt + 1, State = ParticipantState.Selected, Report = null });
                    }

                    WantOpen();
                    break;
                case RoundDecision.Fail fail:
                    inbox.Collecting = false;
                    throw new FederationException(fail.Problem);
                case RoundDecision.Wait wait:
                    await inbox.Changed.WaitAsync(_dispatch.Next is { } next && next < wait.For ? next : wait.For, clock, cancellationToken);
                    break;
            }
        }
    }

    /// <summary>Cancels what clients still work on; best effort, since their reports would change nothing.</summary>
    public Task CancelOpenAsync() => _dispatch.CancelAsync();

    private void WantOpen()
    {
        foreach (var client in _context.Inbox.Cohort.Where(client => client.State == ParticipantState.Selected && _wanted.Add((client.Client, client.Attempt))))
        {
            _dispatch.Add(_context.TrainingOf(client));
        }
    }

    private async Task OrderAsync(CancellationToken cancellationToken)
    {
        foreach (var (task, refusal) in await _dispatch.OrderAsync(cancellationToken))
        {
            await _context.Inbox.ReceiveAsync(_context.FailureOf(task, refusal));
        }
    }
}
