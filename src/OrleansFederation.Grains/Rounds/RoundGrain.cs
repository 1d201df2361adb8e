using Microsoft.Extensions.Logging;
using OrleansFederation.Artifacts;
using OrleansFederation.Federations;
using OrleansFederation.Inference;
using OrleansFederation.Naming;
using OrleansFederation.Placement;
using OrleansFederation.Storage;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <inheritdoc cref="IRoundGrain"/>
[CoordinatorPlacement, GrainType("of.round")]
internal sealed partial class RoundGrain(
    [PersistentState("round", "federation")] IPersistentState<RoundState> state,
    IRoundStore rounds,
    IArtifactStore artifacts,
    IModelExporter exporter,
    ILocalSiloDetails silo,
    TimeProvider clock,
    ILogger<RoundGrain> logger) : Grain, IRoundGrain, IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stopping = new();
    private CancellationTokenSource? _cancelled;
    private RoundInbox? _inbox;
    private RoundNews? _news;
    private RoundRun? _run;
    private Task _running = Task.CompletedTask;

    public async Task OpenAsync(RoundPlan plan, CancellationToken cancellationToken)
    {
        if (!_running.IsCompleted && !_cancelled!.IsCancellationRequested)
        {
            return;
        }

        // A run that was cancelled a moment ago writes down that it was, before it is taken up again.
        await _running.WaitAsync(StopWithin, clock, cancellationToken);
        if (state.State.Phase is not RoundPhase.Committed)
        {
            await PrepareAsync(plan);
        }

        Start(plan);
    }

    public async Task ReceiveAsync(TaskReport report)
    {
        if (_running.IsCompleted && state.State is { Phase: RoundPhase.Training, Plan: { } plan })
        {
            // A report for a round that nobody drives here: this activation is new, and the work goes on.
            Start(plan);
        }

        if (_inbox is { } inbox)
        {
            await inbox.ReceiveAsync(report);
        }
    }

    public Task ProgressAsync(TaskProgress progress)
    {
        _news?.Progressed(progress);
        return Task.CompletedTask;
    }

    public async Task CancelAsync(CancellationToken cancellationToken)
    {
        if (_cancelled is { } cancelled && !_running.IsCompleted)
        {
            await cancelled.CancelAsync();
        }
    }

    public async Task<RoundReport?> GetAsync()
    {
        var (name, number) = GrainKeys.NumberedOf(this.GetPrimaryKeyString());
        var report = _run is { } run && !_running.IsCompleted ? run.Report() : (await rounds.LoadAsync(name, number, CancellationToken.None))?.Report;
        return report is null ? null : RoundReports.ForMessage(report);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        try
        {
            await _running.WaitAsync(StopWithin, clock, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            LogStillRunning(this.GetPrimaryKeyString());
        }
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _cancelled?.Dispose();
    }

    /// <summary>Writes down what is about to be acted on: the plan, and the cohort, which follows from it.</summary>
    private async Task PrepareAsync(RoundPlan plan)
    {
        var spec = SpecReader.FromCanonical(plan.Spec);
        if (state.State.Phase is RoundPhase.Failed or RoundPhase.Cancelled)
        {
            await rounds.ReopenAsync(plan.Federation, plan.Number, silo.SiloAddress.ToParsableString(), CancellationToken.None);
        }
        else if (state.State.Phase is RoundPhase.None)
        {
            var cohort = CohortSelection.Train(spec, Clients.ClientRoster.Of(spec), plan.Number)
                .Select(client => new Participant(client.Id, client.Ordinal, client.Site, 1, ParticipantState.Selected, null)).ToArray();
            await rounds.OpenAsync(plan.Federation, plan.Number, cohort, clock.GetUtcNow(), silo.SiloAddress.ToParsableString(), CancellationToken.None);
            await state.SaveAsync(new() { Plan = plan, Phase = RoundPhase.Training, CohortDigest = RoundRules.CohortDigest(cohort) });
            return;
        }

        if (state.State.Phase is not RoundPhase.Training)
        {
            await state.SaveAsync(state.State with { Phase = RoundPhase.Training, Outcome = null });
        }
    }

    /// <summary>Drives the round beside the grain's turns, on its scheduler.</summary>
    private void Start(RoundPlan plan)
    {
        _cancelled?.Dispose();
        _cancelled = new();
        var committed = state.State.Phase is RoundPhase.Committed;
        _inbox = committed ? null : new(rounds, TellReceived);
        _running = committed ? DeliverAsync(plan, state.State.Outcome!) : RunAsync(plan, _inbox!);
    }

    private async Task RunAsync(RoundPlan plan, RoundInbox inbox)
    {
        await Task.Yield();
        try
        {
            DelayDeactivation(TimeSpan.FromDays(7));
            var record = await rounds.LoadAsync(plan.Federation, plan.Number, _stopping.Token)
                ?? throw new InvalidOperationException($"Round {plan.Number} of {plan.Federation} has no row.");
            inbox.Load(record.Cohort);
            _news = new(record.Cohort.Count, Tell);
            var context = new RoundContext(plan, SpecReader.FromCanonical(plan.Spec), inbox, GrainFactory, clock);
            _news.Opened(inbox.Cohort);
            _run = new(context, rounds, artifacts, exporter, logger);
            var outcome = await CommitAsync(plan, await _run.RunAsync(record.Freeze, _cancelled!.Token, _stopping.Token));
            if (outcome.Phase != RoundPhase.Cancelled)
            {
                await DeliverAsync(plan, outcome);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            LogLeft(this.GetPrimaryKeyString());
        }
        catch (Exception exception)
        {
            LogBroken(exception, this.GetPrimaryKeyString());
            var problem = Failures.Of(exception, $"round {plan.Number}");
            await DeliverAsync(plan, new(plan.Number, RoundPhase.Failed, null, null, problem, new() { Round = plan.Number, Phase = RoundPhase.Failed, Failure = problem }));
        }
    }

    /// <summary>Writes how the round ended. The state keeps it without the clients, of whom there may be thousands: they are rows.</summary>
    private async Task<RoundOutcome> CommitAsync(RoundPlan plan, RoundOutcome outcome)
    {
        await rounds.FinishAsync(plan.Federation, outcome.Report, CancellationToken.None);
        outcome = outcome with { Report = outcome.Report with { Clients = [] } };
        await state.SaveAsync(state.State with { Phase = outcome.Phase, FrozenDigest = _run!.FreezeDigest, Outcome = outcome });
        return outcome;
    }

    /// <summary>Pushes the outcome until the federation acknowledges it; then nobody needs the updates any more.</summary>
    private async Task DeliverAsync(RoundPlan plan, RoundOutcome outcome)
    {
        await Task.Yield();
        var pause = FirstPause;
        while (true)
        {
            try
            {
                await GrainFactory.GetGrain<IFederationGrain>(GrainKeys.Federation(plan.Federation)).RoundFinishedAsync(outcome);
                break;
            }
            catch (Exception exception) when (exception is not OperationCanceledException && !_stopping.IsCancellationRequested)
            {
                LogNotAcknowledged(exception, this.GetPrimaryKeyString(), pause);
            }

            await Task.Delay(pause, clock, _stopping.Token);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        if (outcome.Phase == RoundPhase.Committed)
        {
            var cohort = _inbox?.Cohort ?? (await rounds.LoadAsync(plan.Federation, plan.Number, _stopping.Token))?.Cohort ?? [];
            foreach (var site in cohort.Select(client => client.Site).Distinct())
            {
                await GrainFactory.GetGrain<ITrainerGrain>(GrainKeys.Trainer(site)).DiscardAsync(plan.Federation, plan.Number, _stopping.Token);
            }

            DeactivateOnIdle();
        }
    }

    private void TellReceived(TaskReport report) => _news?.Received(report, _inbox!.Tally.Received);

    private void Tell(FederationEvent happened)
    {
        var (name, number) = GrainKeys.NumberedOf(this.GetPrimaryKeyString());
        GrainFactory.GetGrain<IFederationGrain>(GrainKeys.Federation(name)).ReportAsync(happened with { Round = number, At = clock.GetUtcNow() }).Ignore();
    }

    [LoggerMessage(3001, LogLevel.Warning, "{Round} had not ended when its activation did")]
    private partial void LogStillRunning(string round);

    [LoggerMessage(3002, LogLevel.Information, "{Round} is left as it is because the silo stops; it continues when the federation is resumed")]
    private partial void LogLeft(string round);

    [LoggerMessage(3003, LogLevel.Error, "{Round} could not be driven")]
    private partial void LogBroken(Exception exception, string round);

    [LoggerMessage(3004, LogLevel.Warning, "The outcome of {Round} was not acknowledged; it is pushed again in {Pause}")]
    private partial void LogNotAcknowledged(Exception exception, string round, TimeSpan pause);
}
