using System.Data.Common;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OrleansFederation.Clustering;
using OrleansFederation.Data;
using OrleansFederation.Errors;
using OrleansFederation.Grants;
using OrleansFederation.Membership;
using OrleansFederation.Naming;
using OrleansFederation.Placement;
using OrleansFederation.Rounds;
using OrleansFederation.Storage;
using OrleansFederation.Telemetry;
using OrleansFederation.Training;

namespace OrleansFederation.Federations;

/// <inheritdoc cref="IFederationGrain"/>
[CoordinatorPlacement, GrainType("of.federation")]
internal sealed partial class FederationGrain(
    [PersistentState("federation", "federation")] IPersistentState<FederationState> state,
    IFederationStore federations,
    IRoundStore rounds,
    FederationCreation creation,
    FederationResumption resumption,
    ILocalSiloDetails silo,
    TimeProvider clock,
    ILogger<FederationGrain> logger) : Grain, IFederationGrain, IRemindable, IDisposable
{
    private const string ResumeReminder = "resume";
    private static readonly TimeSpan ResumeEvery = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestIdle = TimeSpan.FromDays(7);

    private readonly EventLog _events = new();
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>Whether this activation drives the federation's rounds.</summary>
    private bool _driving;

    /// <summary>Where the command that drives the federation stands in its trace: rounds stand side by side under it.</summary>
    private ActivityContext _trace;

    private string Name => GrainKeys.NameOf(this.GetPrimaryKeyString());

    public async Task<StartResult> StartAsync(string specJson, CancellationToken cancellationToken)
    {
        var read = SpecReader.Read(specJson);
        if (read is not { Spec: { } spec, Document: { } document })
        {
            return new(null, read.Problems, false);
        }

        if (spec.Name != Name)
        {
            return new(null, [FederationErrors.InvalidName.At("federation", $"the spec is of '{spec.Name}', but '{Name}' was asked to run it")], false);
        }

        var caller = PrincipalContext.Current ?? throw FederationErrors.NotGranted.Exception($"federation {Name}", "the call names no principal");
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var resumed = state.RecordExists;
            if (resumed && state.State.Spec!.Digest != document.Digest)
            {
                return new(null, [FederationErrors.SpecConflict.At("federation", $"'{Name}' exists with spec {state.State.Spec.Digest[..12]}, and this spec is {document.Digest[..12]}")], true);
            }

            if (!resumed && await FederationAccess.RefusalAsync(GrainFactory, spec, caller, cancellationToken) is { } refusal)
            {
                return new(null, [refusal], false);
            }

            if (resumed && state.State.Owner != caller)
            {
                throw FederationErrors.NotGranted.Exception($"federation {Name}", $"it belongs to '{state.State.Owner}', not to '{caller}'", "Ask its owner, or run the spec under another name.");
            }

            if (!resumed)
            {
                await CreateAsync(spec, document, caller, cancellationToken);
            }

            if (state.State.Status == FederationStatus.Finished)
            {
                // A process that died after the last round may not have started them; starting one that exists changes nothing.
                await StartBaselinesAsync(spec);
            }
            else if (!_driving)
            {
                await DriveAsync();
            }

            return new(View(), [], resumed);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task<FederationView?> StopAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!state.RecordExists)
            {
                return null;
            }

            if (PrincipalContext.Current != state.State.Owner)
            {
                throw FederationErrors.NotGranted.Exception($"federation {Name}", $"only its owner '{state.State.Owner}' may stop it");
            }

            if (state.State.Status == FederationStatus.Running)
            {
                await EndAsync(state.State with { Status = FederationStatus.Stopped }, FederationEventKind.Stopped);
                await Round(state.State.Round + 1).CancelAsync(cancellationToken);
            }

            return View();
        }
        finally
        {
            _gate.Release();
        }
    }

    public Task<FederationView?> GetAsync() => Task.FromResult(state.RecordExists ? View() : null);

    public async Task<DataExample> GetExampleAsync(int index, CancellationToken cancellationToken)
    {
        if (!state.RecordExists)
        {
            throw FederationErrors.FederationNotFound.Exception($"federation {Name}", "there is none of this name");
        }

        if (PrincipalContext.Current != state.State.Owner)
        {
            throw FederationErrors.NotGranted.Exception($"federation {Name}", "only its owner may look at its data", "Give inputs of your own with --input FILE.");
        }

        var document = state.State.Spec!;
        var spec = SpecReader.FromCanonical(document);
        return spec.Data is not null
            ? await GrainFactory.GetGrain<IDataGrain>(GrainKeys.Examples(spec.Evaluation.Site)).GetExampleAsync(document, index, cancellationToken)
            : throw FederationErrors.InputMismatch.Exception($"example {index}", "every client of the federation has data of its own, and there is no test set besides: no row leaves a site", "Give an input of your own: `fed infer MODEL --input FILE`, or --input - to type one.");
    }

    public async IAsyncEnumerable<FederationEvent> WatchAsync(long after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Terminal() is { } kind && !_driving)
        {
            yield return new() { Kind = kind, At = clock.GetUtcNow(), Round = state.State.Round, Version = state.State.Version, Problem = state.State.Failure, Reason = state.State.StopReason, Sequence = after + 1 };
            yield break;
        }

        await foreach (var happened in _events.WatchAsync(after, cancellationToken))
        {
            yield return happened;
        }
    }

    public async Task RoundFinishedAsync(RoundOutcome outcome)
    {
        await _gate.WaitAsync();
        try
        {
            if (outcome.Number != state.State.Round + 1 || state.State.Status != FederationStatus.Running)
            {
                return;
            }

            if (outcome.Phase != RoundPhase.Committed)
            {
                if (await IsOutdatedAsync(outcome))
                {
                    LogOutdated(Name, outcome.Number, outcome.Epoch);
                    return;
                }

                Add(new() { Kind = FederationEventKind.RoundFailed, Round = outcome.Number, Problem = outcome.Failure });
                await EndAsync(state.State with { Status = FederationStatus.Failed, Failure = outcome.Failure }, FederationEventKind.Failed);
                return;
            }

            // A new activation that is told of its round drives the federation from now on.
            Drive();
            var spec = SpecReader.FromCanonical(state.State.Spec!);
            var next = state.State.After(spec, outcome);
            var reason = StopRule.Reason(spec.Stop, next.Standing, outcome.Number);
            Add(EventLog.Committed(outcome));
            TellQuarantined(spec, next);
            if (outcome.Number >= spec.Rounds || reason is not null)
            {
                await EndAsync(next with { Status = FederationStatus.Finished, StopReason = outcome.Number < spec.Rounds ? reason : null }, FederationEventKind.Finished);
                await StartBaselinesAsync(spec);
                return;
            }

            // The step follows from the committed round, which pushes its outcome until this returns: writing it and acting on it may overlap.
            await Task.WhenAll(state.SaveAsync(next), OpenRoundAsync(next));
        }
        finally
        {
            _gate.Release();
        }
    }

    public Task ReportAsync(FederationEvent @event)
    {
        if (_driving)
        {
            _events.Add(@event);
        }

        return Task.CompletedTask;
    }

    /// <summary>The safety net: a federation that should run and is driven by nobody is driven again; one that has ended is reminded no more.</summary>
    public Task ReceiveReminder(string reminderName, TickStatus status) =>
        state is { RecordExists: true, State.Status: FederationStatus.Running } ? ResumeAsync(CancellationToken.None) : EndRemindersAsync();

    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (state is not { RecordExists: true, State.Status: FederationStatus.Running })
            {
                return;
            }

            if (_driving)
            {
                // The round may have been on the silo that is gone, or may not; opening it where it runs changes nothing.
                await OpenRoundAsync(state.State);
                return;
            }

            LogResumed(Name, state.State.Round + 1);
            await DriveAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_driving)
        {
            // Whatever the reason, the federation goes on: on this silo, or, where it stops, on another.
            resumption.Request(Name);
        }

        return Task.CompletedTask;
    }

    public void Dispose() => _gate.Dispose();

    private async Task CreateAsync(FederationSpec spec, SpecDocument document, string owner, CancellationToken cancellationToken)
    {
        var heads = await creation.CreateAsync(spec, document, cancellationToken);
        var suspects = await creation.SuspectsAsync(spec, cancellationToken);
        var created = new FederationState { Spec = document, Owner = owner, Head = heads[0], Clusters = heads.Count == 1 ? [] : [.. heads.Select(head => new ClusterModel(head, null, null))], Suspicions = suspects, CreatedAt = clock.GetUtcNow() };
        await federations.CreateAsync(View(created), silo.SiloAddress.ToParsableString(), cancellationToken);
        await state.SaveAsync(created);
    }

    private async Task DriveAsync()
    {
        if (state.State is not { Status: FederationStatus.Running, Failure: null })
        {
            await state.SaveAsync(state.State with { Status = FederationStatus.Running, Failure = null });
        }

        await Task.WhenAll(WriteRowAsync(), Outage.OutlastAsync(
            () => this.RegisterOrUpdateReminder(ResumeReminder, ResumeEvery, ResumeEvery), IsOutage, fault => LogNoReminder(fault, Name), clock, CancellationToken.None));
        _events.Clear();
        Drive();
        Add(new() { Kind = FederationEventKind.Started, Round = state.State.Round });
        await OpenRoundAsync(state.State);
    }

    private void Drive()
    {
        DelayDeactivation(LongestIdle);
        (_driving, _trace) = (true, Activity.Current?.Context ?? default);
    }

    /// <summary>A failure is told by whoever drives the round, and by nobody who was believed dead and drives it no more.</summary>
    private async Task<bool> IsOutdatedAsync(RoundOutcome outcome)
    {
        try
        {
            return await rounds.GetEpochAsync(Name, outcome.Number, CancellationToken.None) > outcome.Epoch;
        }
        catch (FederationException fault) when (fault.Code != FederationErrors.DatabaseUnreachable.Code)
        {
            // A damaged database cannot be asked, and is why the round failed. One that does not answer is asked again: the round repeats itself.
            return false;
        }
    }

    private async Task OpenRoundAsync(FederationState now)
    {
        using var span = FederationTelemetry.Source.StartActivity("open round", ActivityKind.Internal, _trace)?.SetTag("federation", Name).SetTag("round", now.Round + 1);
        await Round(now.Round + 1).OpenAsync(now.NextPlan(Name));
    }

    private async Task EndAsync(FederationState next, FederationEventKind kind)
    {
        try
        {
            await state.SaveAsync(next);
            await WriteRowAsync();
            await EndRemindersAsync();
        }
        finally
        {
            // Whoever watches is told even where the end could not be written: the rounds' rows say what was committed, and a repeated command goes on from there.
            Add(new() { Kind = kind, Round = next.Round, Version = next.Version, Problem = next.Failure, Reason = next.StopReason });
            _driving = false;
        }
    }

    // Reminders are kept by whichever silo has their range, through Orleans' own provider: its database's faults come as they are.
    private static bool IsOutage(Exception fault) => fault is DbException || Outage.Is(fault);

    private async Task EndRemindersAsync()
    {
        if (await this.GetReminder(ResumeReminder) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    /// <summary>Trains one client alone and all data pooled, as federations of their own, to compare the result with.</summary>
    private async Task StartBaselinesAsync(FederationSpec spec)
    {
        PrincipalContext.Current = state.State.Owner;
        foreach (var baseline in Baselines.Of(spec))
        {
            var result = await GrainFactory.GetGrain<IFederationGrain>(GrainKeys.Federation(baseline.Name)).StartAsync(CanonicalJson.Write(baseline).Json);
            foreach (var problem in result.Problems)
            {
                LogBaselineRefused(baseline.Name, problem.ToString());
            }
        }
    }

    private Task WriteRowAsync() => federations.UpdateAsync(
        Name, state.State.Status, state.State.Round, state.State.Version, state.State.Failure, silo.SiloAddress.ToParsableString(), CancellationToken.None);

    private IRoundGrain Round(int number) => GrainFactory.GetGrain<IRoundGrain>(GrainKeys.Round(Name, number));

    private void Add(FederationEvent happened) => _events.Add(happened with { At = clock.GetUtcNow() });

    private FederationEventKind? Terminal() => state.State.Status switch
    {
        FederationStatus.Finished => FederationEventKind.Finished,
        FederationStatus.Failed => FederationEventKind.Failed,
        FederationStatus.Stopped => FederationEventKind.Stopped,
        _ => null,
    };

    private FederationView View() => View(state.State);

    private FederationView View(FederationState now)
    {
        var spec = SpecReader.FromCanonical(now.Spec!);
        return new(Name, now.Status, now.Round, spec.Rounds, spec.Model.Name, now.Version, now.Spec!, now.Owner, now.CreatedAt, now.Failure) { StopReason = now.StopReason, BestVersion = now.Standing.BestVersion, Quarantined = [.. now.Quarantined.Order(StringComparer.Ordinal)] };
    }
}
