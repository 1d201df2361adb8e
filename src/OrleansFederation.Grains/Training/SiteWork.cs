using Microsoft.Extensions.Logging;
using OrleansFederation.Aggregation;
using OrleansFederation.Artifacts;
using OrleansFederation.Attacks;
using OrleansFederation.Clients;
using OrleansFederation.Data;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Filters;
using OrleansFederation.Inference;
using OrleansFederation.Isolation;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using OrleansFederation.Personalisation;
using OrleansFederation.Plugins;
using OrleansFederation.Randomness;
using OrleansFederation.Rounds;
using OrleansFederation.Schedules;

namespace OrleansFederation.Training;

/// <summary>Does one task at its site: opens the client's data, trains or evaluates, and says how it went.</summary>
internal sealed partial class SiteWork(
    IModelRunner runner,
    IDataSource data,
    IArtifactStore artifacts,
    SiteUpdates updates,
    SiteVariates variates,
    PersonalTraining personal,
    PersonalStates personalStates,
    PersonalModels personalModels,
    SiteStatistics statistics,
    SiteMetrics own,
    ProgramAdmission admission,
    SiteDiscretion discretion,
    TimeProvider clock,
    ILogger<SiteWork> logger,
    IIsolatedTasks? isolated = null)
{
    private readonly SharedParameters _starts = new(artifacts);
    private readonly MemoryGate _memory = new(Math.Max(1, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2));

    /// <summary>Does a task. Failures are part of the report; only cancellation is thrown.</summary>
    /// <param name="order">The order.</param>
    /// <param name="progress">Told about training.</param>
    /// <param name="cancellationToken">Cancels the task.</param>
    public async Task<TaskReport> DoAsync(TrainingOrder order, IProgress<TrainingProgress> progress, CancellationToken cancellationToken)
    {
        var started = clock.GetUtcNow();
        try
        {
            var spec = SpecReader.FromCanonical(order.Spec);

            // Coordinators that are away are no failure of the client.
            return await Outage.OutlastAsync(
                () => Isolated(order, spec) is { Count: > 0 } plugins ? isolated!.DoAsync(order, plugins, progress, cancellationToken) : order.Key.Kind switch
                {
                    TaskKind.Train or TaskKind.Replay => TrainAsync(order, spec, progress, cancellationToken),
                    TaskKind.Statistics => statistics.GatherAsync(order, spec, progress, cancellationToken),
                    TaskKind.Admit => admission.LookAsync(order, spec, cancellationToken),
                    _ => EvaluateAsync(order, spec, cancellationToken),
                },
                Outage.IsOfService,
                fault => LogInterrupted(fault, order.Key.Kind, order.Key.Federation, order.Key.Round, order.Key.Client),
                clock,
                cancellationToken);
        }
        catch (FederationException exception)
        {
            LogRefused(exception, order.Key.Kind, order.Key.Federation, order.Key.Round, order.Key.Client);
            return Failed(order, started, discretion.Told(exception.Problems[0]));
        }
        catch (OutOfMemoryException exception) when (isolated is null)
        {
            LogFailed(exception, order.Key.Kind, order.Key.Federation, order.Key.Round, order.Key.Client);
            return Failed(order, started, FederationErrors.IsolatedMemory.At(order.Site, $"memory ran out at the {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20} MiB that the task's process may hold"));
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFailed(exception, order.Key.Kind, order.Key.Federation, order.Key.Round, order.Key.Client);
            var error = order.Key.Kind is TaskKind.Train or TaskKind.Replay ? FederationErrors.TrainingFailed : FederationErrors.EvaluationFailed;
            return Failed(order, started, error.At(order.Site, $"{exception.GetType().Name}: {exception.Message}"));
        }
    }

    // Without anybody to give such tasks to, this is the process that they are given to.
    private IReadOnlyList<PluginUse> Isolated(TrainingOrder order, FederationSpec spec)
    {
        if (isolated is null)
        {
            return [];
        }

        var needed = PluginUse.Of(spec, order.Key.Kind, order.Site, order.Ordinal);
        if (order.Key.Kind == TaskKind.Train && spec.Evaluation.Fraction > 0)
        {
            // What the client's evaluation would be refused for need not first cost its training.
            isolated.Demand(order.Site, [.. needed, .. PluginUse.Of(spec, TaskKind.Evaluate, order.Site, order.Ordinal)]);
        }

        return needed;
    }

    private async Task<TaskReport> TrainAsync(TrainingOrder order, FederationSpec spec, IProgress<TrainingProgress> progress, CancellationToken cancellationToken)
    {
        var plan = ModelPlans.Of(spec.Model);
        var layout = plan.Layout;
        var encoding = UpdateEncoding.Of(spec, plan.Moving.Layout, order.Key.Round, order.Ordinal);
        using var start = _starts.Enter(order.Model);
        using var common = order.Control is { } control ? _starts.Enter(control) : null;

        // Many clients of a large model take turns.
        using var memory = await _memory.EnterAsync((Vectors(spec) + SiteVariates.Vectors(spec.Training) + (encoding is null ? 0 : SiteUpdates.Vectors)) * sizeof(float) * layout.Length, cancellationToken);
        var feedback = await updates.ReadFeedbackAsync(order, encoding, cancellationToken);
        var variate = await variates.ReadAsync(order, spec.Training, plan, common, cancellationToken);
        var file = await start.ReadAsync(cancellationToken);
        var (parameters, mine) = await personal.BeginAsync(order, spec, Safetensors.ViewMemory(layout, file, $"the parameters {order.Model.Digest}"), cancellationToken);
        var program = spec.Model.Program?.Script is { } script ? await artifacts.ReadAsync(script.Artifact, cancellationToken) : default;
        var parts = new PartProgress(progress, PersonalTraining.Parts(spec));
        var rate = RateSchedule.At(spec.Training.Schedule, order.Key.Round, spec.Rounds);
        var attacker = KnownAttacks.Of(spec, order.Key.Round, order.Ordinal, order.Quarantined);
        var examples = await OpenAsync(order.Ordinal, order.Key.Client);
        var result = await LearnAsync(order.Ordinal, attacker?.Attack.Poison(examples, attacker) ?? examples);
        var kept = order.Key.Kind == TaskKind.Replay ? null : await personal.FinishAsync(RequestOf(order.Ordinal, examples), result, mine, parts, cancellationToken);
        if (attacker is not null)
        {
            result = await Deception.MakeAsync(attacker, result, HonestAsync, plan);
        }

        var (update, norm) = await updates.WriteAsync(order, plan.Moving.Layout, encoding, plan.Moving.Of(result.Update), feedback, result.Norm, cancellationToken);
        if (variate is not null)
        {
            await variates.WriteAsync(order, spec.Training, plan, variate, rate, result, update.Digest, cancellationToken);
        }

        if (kept is { Own: var state })
        {
            await personalStates.WriteAsync(order, update.Digest, state, cancellationToken);
        }

        return new()
        {
            Key = order.Key,
            Site = order.Site,
            Update = update,
            Examples = result.Examples,
            Loss = result.Loss,
            StartedAt = result.StartedAt,
            Seconds = result.Seconds + (kept?.Seconds ?? 0),
            Norm = norm,
            LocalSteps = result.LocalSteps,
            InitialLoss = result.InitialLoss,
            Steps = result.Steps,
            Trained = result.Trained,
            Data = spec.Clients.Listed is null ? null : examples.Summary?.ForReport(),
        };

        async Task<IDataSet> OpenAsync(int ordinal, string client) => await statistics.ApplyAsync(
            await data.OpenAsync(spec, DataPart.Train, ordinal, new ReadingProgress(client, progress, clock), cancellationToken), order.Preprocessing, client, cancellationToken);

        TrainingRequest RequestOf(int ordinal, IDataSet from) => new(spec, SeededRandom.Derive(spec.Seed, "train", order.Key.Round, ordinal), parameters, from)
        {
            Program = program,
            Steps = order.Steps,
            Rate = rate,
            Proximal = order.Proximal ?? spec.Training.Proximal?.Mu ?? spec.Training.Dynamic ?? 0,
            Correction = variate?.Correction,
            WantsInitialLoss = AggregationRules.Find(spec.Aggregation.Rule)?.NeedsInitialLoss ?? false,
        };

        Task<TrainingResult> LearnAsync(int ordinal, IDataSet from) => personal.TrainAsync(RequestOf(ordinal, from), parts, cancellationToken);

        async Task<TrainingResult> HonestAsync(int ordinal) =>
            await LearnAsync(ordinal, await OpenAsync(ordinal, ClientRoster.Of(spec).First(client => client.Ordinal == ordinal).Id));
    }

    // What a training holds beside the parameters it starts from: those it changes, the optimiser's, the update, and a gradient that is worked on.
    private static long Vectors(FederationSpec spec) =>
        (spec.Training is { Clip: null, Proximal: null, Scaffold: false, Dynamic: null } && spec.Personal?.Ditto is null ? 4 : 5) + PersonalTraining.Vectors(spec);

    private async Task<TaskReport> EvaluateAsync(TrainingOrder order, FederationSpec spec, CancellationToken cancellationToken)
    {
        var (isTrial, part) = (order.Key.Kind == TaskKind.Trial, order.Key.Kind is TaskKind.EvaluateCentral or TaskKind.Trial ? DataPart.Central : DataPart.Test);
        var client = isTrial ? "" : order.Key.Client;
        var examples = await statistics.ForGraphAsync(await data.OpenAsync(spec, part, order.Ordinal, cancellationToken), order.Preprocessing, client, cancellationToken);
        var (started, began) = (clock.GetUtcNow(), clock.GetTimestamp());
        var isPersonal = spec.Personal is not null && part == DataPart.Test;
        using var memory = isPersonal ? await _memory.EnterAsync((long)PersonalModels.Vectors(spec) * sizeof(float) * ModelPlans.Of(spec.Model).Layout.Length, cancellationToken) : null;
        using var mine = isPersonal ? await personalModels.MakeAsync(order, spec, OpenTrainingAsync, cancellationToken) : null;
        var model = mine?.Onnx ?? order.Model;
        var metrics = await runner.EvaluateAsync(model, examples, spec.Model.Loss, cancellationToken);
        if (isTrial)
        {
            // Of a trial the loss counts alone.
            metrics = metrics with { Tallies = null };
        }
        else if (spec.Evaluation.Metrics is { Count: > 0 } plugins)
        {
            metrics = metrics with { Own = await own.CountAsync(plugins, model, examples, cancellationToken) };
        }

        if (order.Key.Kind == TaskKind.EvaluateCentral && spec.Attack is { Attack: "backdoor" } backdoor)
        {
            metrics = metrics with { Own = [.. metrics.Own ?? [], await new BackdoorTest(runner).CountAsync(backdoor, spec.Model.Loss, order.Model, examples, cancellationToken)] };
        }

        return new()
        {
            Key = order.Key,
            Site = order.Site,
            Metrics = metrics,
            Shared = isPersonal && spec.Model.Kept.Count == 0
                ? mine is null ? metrics : await runner.EvaluateAsync(order.Model, examples, spec.Model.Loss, cancellationToken)
                : null,
            Examples = metrics.Examples,
            StartedAt = started,
            Seconds = clock.GetElapsedTime(began).TotalSeconds,
        };

        async Task<IDataSet> OpenTrainingAsync() => await statistics.ApplyAsync(
            await data.OpenAsync(spec, DataPart.Train, order.Ordinal, cancellationToken), order.Preprocessing, order.Key.Client, cancellationToken);
    }

    private static TaskReport Failed(TrainingOrder order, DateTimeOffset started, Problem problem) =>
        new() { Key = order.Key, Site = order.Site, StartedAt = started, Failure = problem };

    [LoggerMessage(3330, LogLevel.Warning, "{Kind} in {Federation} round {Round} for {Client} met an outage and is tried again")]
    private partial void LogInterrupted(Exception exception, TaskKind kind, string federation, int round, string client);

    [LoggerMessage(3111, LogLevel.Warning, "{Kind} in {Federation} round {Round} for {Client} was refused")]
    private partial void LogRefused(Exception exception, TaskKind kind, string federation, int round, string client);

    [LoggerMessage(3110, LogLevel.Error, "{Kind} in {Federation} round {Round} for {Client} failed")]
    private partial void LogFailed(Exception exception, TaskKind kind, string federation, int round, string client);
}
