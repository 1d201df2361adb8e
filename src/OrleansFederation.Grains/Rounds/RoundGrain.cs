using Microsoft.Extensions.Logging;
using Orleans.Storage;
using OrleansFederation.Artifacts;
using OrleansFederation.Defence;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Inference;
using OrleansFederation.Membership;
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
    ClusterMembers cluster,
    FederationResumption resumption,
    ILocalSiloDetails silo,
    TimeProvider clock,
    ILogger<RoundGrain> logger) : Grain, IRoundGrain, IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _gate = new(1, 1);
    private CancellationTokenSource? _cancelled;
    private RoundInbox? _inbox;
    private ReceiptChecks? _receipts;
    private RoundNews? _news;
    private RoundRun? _run;
    private Task _running = Task.CompletedTask;
    private Task _opened = Task.CompletedTask;

    /// <summary>Whether another activation drives the round: this one is about to go, and does nothing for it any more.</summary>
    private bool _takenOver;

    private (string Federation, int Number) Key => GrainKeys.NumberedOf(this.GetPrimaryKeyString());

    public async Task OpenAsync(RoundPlan plan, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_takenOver)
            {
                throw FederationErrors.RoundTakenOver.Exception(this.GetPrimaryKeyString(), "this activation is about to go");
            }

            if (!_running.IsCompleted && !_cancelled!.IsCancellationRequested)
            {
                return;
            }

            // A run that was cancelled a moment ago writes down that it was, before it is taken up again.
            await _running.WaitAsync(StopWithin, clock, cancellationToken);
            if (state.State.Phase is RoundPhase.Committed)
            {
                Start(() => DeliverAsync(state.State.Outcome!));
                return;
            }

            await DriveAsync(plan);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task ReceiveAsync(TaskReport report)
    {
        if (_running.IsCompleted && state.State is { Phase: RoundPhase.Training, Plan: { } plan })
        {
            // A report for a round that nobody drives here: this activation is new, and the work goes on.
            await OpenAsync(plan, CancellationToken.None);
        }

        if (state.State is { Phase: RoundPhase.Committed, Plan: { } over } && report.Key.Kind == TaskKind.Train && SpecReader.FromCanonical(over.Spec).Async is not null)
        {
            await PassOnAsync(report);
        }
        else if (_inbox is null && report.Key.Round != Key.Number)
        {
            throw FederationErrors.BetweenRounds.Exception(this.GetPrimaryKeyString(), $"the report of {report.Key.Client} came before the round was opened");
        }
        else if (_inbox is { } inbox)
        {
            await inbox.ReceiveAsync(report.Key.Kind == TaskKind.Train && inbox.Find(report.Key.Client) is { } client ? _receipts!.Judge(report, client.Ordinal, client.Steps) : report);
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

    // The first round was planned without the preprocessing that it fitted.
    public Task<RoundPlan?> GetPlanAsync() =>
        Task.FromResult(state.State.Plan is { } plan ? plan with { Preprocessing = plan.Preprocessing ?? state.State.Outcome?.Preprocessing } : null);

    public async Task<RoundReport?> GetAsync()
    {
        var report = _run is { } run && !_running.IsCompleted ? run.Report() : (await rounds.LoadAsync(Key.Federation, Key.Number, CancellationToken.None))?.Report;
        return report is null ? null : RoundReports.ForMessage(report);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        var unfinished = !_running.IsCompleted;
        await _stopping.CancelAsync();
        try
        {
            await _running.WaitAsync(StopWithin, clock, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            LogStillRunning(this.GetPrimaryKeyString());
        }

        if (unfinished)
        {
            // Whatever the reason, the round goes on: on this silo, or, where it stops, on another.
            resumption.Request(Key.Federation);
        }
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _cancelled?.Dispose();
        _gate.Dispose();
    }

    /// <summary>
    /// Takes the round up and drives it. First the rows, which ends the tenure of whoever drove it before; then the state, which makes
    /// what he would still write there a conflict; only then what is recorded is loaded, so that nothing is missing in it. Where nobody
    /// drove it before, nothing is recorded, and the work begins while the state is written.
    /// </summary>
    private async Task DriveAsync(RoundPlan plan)
    {
        var spec = SpecReader.FromCanonical(plan.Spec);
        if (CohortDraw.IsMeasured(spec) && await rounds.GetEpochAsync(plan.Federation, plan.Number, CancellationToken.None) == 0)
        {
            Start(() => DrawAsync(plan, spec));
            return;
        }

        Start(await TakeUpAsync(plan, spec, spec.Async is null ? CohortDraw.Of(plan, spec) : await RoundCohort.OpenAsync(rounds, plan, spec, _stopping.Token)));
        await _opened;
    }

    private async Task<Func<Task>> TakeUpAsync(RoundPlan plan, FederationSpec spec, Participant[] cohort)
    {
        var address = silo.SiloAddress.ToParsableString();
        var tenure = state.State.Phase is RoundPhase.Failed or RoundPhase.Cancelled
            ? await rounds.ReopenAsync(plan.Federation, plan.Number, address, CancellationToken.None)
            : await rounds.OpenAsync(plan.Federation, plan.Number, cohort, plan.Base, clock.GetUtcNow(), address, CancellationToken.None);
        if (tenure.Epoch > 1 && state.State.Plan is { } begun)
        {
            // What was planned stays: who is kept out may have been released since, but the cohort is in the rows.
            plan = begun;
        }

        var opened = new RoundState { Plan = plan, Phase = RoundPhase.Training, CohortDigest = tenure.Epoch > 1 && CohortDraw.IsMeasured(spec) ? state.State.CohortDigest : RoundRules.CohortDigest(cohort), Epoch = tenure.Epoch };
        if (tenure.Epoch == 1)
        {
            var context = Prepare(plan, spec, tenure, cohort, null);
            _opened = Outage.OutlastAsync(() => SaveAsync(opened), context.TellInterrupted, clock, _stopping.Token);
            return () => RunAsync(context, _run!, null);
        }

        LogTakenUp(this.GetPrimaryKeyString(), tenure.Epoch);
        await SaveAsync(opened);
        _opened = Task.CompletedTask;
        var record = await rounds.LoadAsync(plan.Federation, plan.Number, _stopping.Token)
            ?? throw new InvalidOperationException($"Round {plan.Number} of {plan.Federation} has no row.");
        var resumed = Prepare(plan, spec, tenure, record.Cohort, record.Freeze);
        return () => RunAsync(resumed, _run!, record.Freeze);
    }

    private RoundContext Prepare(RoundPlan plan, FederationSpec spec, RoundTenure tenure, IReadOnlyList<Participant> cohort, Freeze? freeze)
    {
        _inbox = new(rounds, tenure, TellReceived) { Collecting = freeze is null, TakesLate = spec.Async is not null };
        _inbox.Load(cohort);
        _news = new(cohort.Count, Tell);
        plan = plan with { Quarantined = Quarantine.Beside(spec, plan.Quarantined, cohort) };
        var context = new RoundContext(plan, tenure, spec, _inbox, cluster, GrainFactory, clock, logger);
        _receipts = new(spec, context.Model, plan.Clusters.Count);
        _run = new(context, rounds, artifacts, exporter, logger);
        return context;
    }

    /// <summary>Drives the round beside the grain's turns, on its scheduler.</summary>
    private void Start(Func<Task> work)
    {
        _cancelled?.Dispose();
        _cancelled = new();
        DelayDeactivation(TimeSpan.FromDays(7));
        _running = work();
    }

    private async Task RunAsync(RoundContext context, RoundRun run, Freeze? frozen)
    {
        await Task.Yield();
        cluster.Watch(context.Inbox.Changed);
        RoundOutcome? outcome = null;
        try
        {
            _news!.Opened(context.Inbox.Cohort);
            outcome = await run.RunAsync(frozen, _cancelled!.Token, _stopping.Token);
            await _opened;
            if (outcome.Phase == RoundPhase.Committed)
            {
                await context.Inbox.CloseAsync();
            }

            await Outage.OutlastAsync(() => rounds.FinishAsync(context.Tenure, outcome.Report, CancellationToken.None), context.TellInterrupted, clock, _stopping.Token);

            // The state keeps it without the clients, of whom there may be thousands, and without tallies: they are rows.
            outcome = outcome with { Report = RoundReports.ForOutcome(outcome.Report) };
            await EndAsync(context, outcome, run.FreezeDigest);
        }
        catch (Exception exception) when (_stopping.IsCancellationRequested)
        {
            LogLeft(exception.Message, this.GetPrimaryKeyString());
        }
        catch (Exception exception) when (RoundRun.IsTakenOver(exception))
        {
            LogTakenOver(exception, this.GetPrimaryKeyString());
            Leave();
            resumption.RequestLater(Key.Federation);
        }
        catch (Exception exception)
        {
            // How it ended could not be written, so it is only told; whether this tenure still may tell it, the federation asks the rows.
            LogBroken(exception, this.GetPrimaryKeyString());
            await DeliverAsync(Failed(context.Plan.Number, Failures.Of(exception, $"round {context.Plan.Number}"), context.Tenure.Epoch));
        }
        finally
        {
            cluster.Leave(context.Inbox.Changed);
        }
    }

    /// <summary>
    /// Writes the end to the state and pushes it to the federation: for a committed round both at once, since its rows are final and its
    /// version is unique, so that no other tenure can come to another outcome; for another, one after the other.
    /// </summary>
    private async Task EndAsync(RoundContext context, RoundOutcome outcome, string? freeze)
    {
        var next = state.State with { Phase = outcome.Phase, FrozenDigest = freeze, Outcome = outcome };
        var saved = Outage.OutlastAsync(() => SaveAsync(next), context.TellInterrupted, clock, _stopping.Token);
        if (outcome.Phase == RoundPhase.Committed)
        {
            await Task.WhenAll(saved, PushAsync(outcome));
            await FinishAsync();
            return;
        }

        await saved;
        if (outcome.Phase != RoundPhase.Cancelled)
        {
            await PushAsync(outcome);
        }
    }

    private async Task DeliverAsync(RoundOutcome outcome)
    {
        await Task.Yield();
        await PushAsync(outcome);
        if (outcome.Phase == RoundPhase.Committed)
        {
            await FinishAsync();
        }
    }

    private static RoundOutcome Failed(int number, Problem problem, long epoch) =>
        new(number, RoundPhase.Failed, null, null, problem, new() { Round = number, Phase = RoundPhase.Failed, Failure = problem }, epoch);

    /// <summary>Pushes the outcome until the federation acknowledges it.</summary>
    private async Task PushAsync(RoundOutcome outcome)
    {
        var pause = FirstPause;
        while (true)
        {
            try
            {
                await GrainFactory.GetGrain<IFederationGrain>(GrainKeys.Federation(Key.Federation)).RoundFinishedAsync(outcome);
                break;
            }
            catch (Exception exception) when (!_stopping.IsCancellationRequested)
            {
                LogNotAcknowledged(exception, this.GetPrimaryKeyString(), pause);
            }

            await Task.Delay(pause, clock, _stopping.Token);
            pause = Pauses.Next(pause, LongestPause);
        }
    }

    /// <summary>Gives a report that comes after its round to the one that is open, so that its work is not done again. Where the federation has ended, nobody wants it.</summary>
    private async Task PassOnAsync(TaskReport report)
    {
        var view = await GrainFactory.GetGrain<IFederationGrain>(GrainKeys.Federation(Key.Federation)).GetAsync();
        if (view is not { Status: FederationStatus.Running })
        {
            return;
        }

        if (view.Round < Key.Number)
        {
            throw FederationErrors.BetweenRounds.Exception(this.GetPrimaryKeyString(), $"the report of {report.Key.Client} came before the federation was told that the round is over");
        }

        await GrainFactory.GetGrain<IRoundGrain>(GrainKeys.Round(Key.Federation, view.Round + 1)).ReceiveAsync(report);
    }

    /// <summary>The federation knows: what the round held can go, and this activation with it.</summary>
    private async Task FinishAsync()
    {
        if (state.State.Plan is { } plan)
        {
            await new RoundEnd(rounds, cluster, GrainFactory, clock, logger).RunAsync(plan, _inbox?.Cohort, _stopping.Token);
        }

        DeactivateOnIdle();
    }

    /// <summary>Writes the state; a conflict means that another activation has written it, so that this one is not the round's any more.</summary>
    private async Task SaveAsync(RoundState next)
    {
        try
        {
            await state.SaveAsync(next);
        }
        catch (InconsistentStateException)
        {
            // Its rows may be in this tenure nevertheless, so whoever drives it has to take it up again.
            Leave();
            resumption.RequestLater(Key.Federation);
            throw;
        }
    }

    private void Leave()
    {
        _takenOver = true;
        DeactivateOnIdle();
    }

    private void TellReceived(TaskReport report) => _news?.Received(report, _inbox!.Tally.Received);

    private void Tell(FederationEvent happened) =>
        GrainFactory.GetGrain<IFederationGrain>(GrainKeys.Federation(Key.Federation)).ReportAsync(happened with { Round = Key.Number, At = clock.GetUtcNow() }).Ignore();
}
