using Microsoft.Extensions.Logging;
using Orleans.Storage;
using OrleansFederation.Artifacts;
using OrleansFederation.Clustering;
using OrleansFederation.Defence;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Inference;
using OrleansFederation.Naming;
using OrleansFederation.Preprocessing;
using OrleansFederation.Registry;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>One activation's run of a round: from what the rows say to a published version, or to the reason why not.</summary>
internal sealed partial class RoundRun(
    RoundContext context,
    IRoundStore rounds,
    IArtifactStore artifacts,
    IModelExporter exporter,
    ILogger logger)
{
    private readonly DateTimeOffset _beganAt = context.Clock.GetUtcNow();
    private readonly RoundTraining _training = new(rounds, context);
    private IReadOnlyList<TaskReport> _evaluations = [];
    private IReadOnlyDictionary<string, Judgement> _judgements = new Dictionary<string, Judgement>();
    private RoundFigures _figures = RoundFigures.None;
    private Freeze? _freeze;
    private string? _screened;

    /// <summary>How far it is.</summary>
    public RoundPhase Phase { get; private set; } = RoundPhase.Training;

    /// <summary>The digest of the freeze in force; null before the contributors are frozen.</summary>
    public string? FreezeDigest => _freeze?.Digest;

    /// <summary>The round's figures so far.</summary>
    public RoundReport Report(Problem? failure = null) =>
        RoundReports.Make(
            context.Plan.Number, Phase, _beganAt, context.Clock.GetUtcNow(), context.Inbox.Cohort, _freeze, _evaluations, _figures, _judgements, failure, context.BytesDown(context.Inbox.Cohort),
            context.Spec.Async, isLast: context.Plan.Number >= context.Spec.Rounds) with
        { Course = RoundCourse.Of(context.Spec, context.Plan), Screened = _screened, Clusters = ClusterReports() };

    /// <summary>Runs the round from where the rows say it is.</summary>
    /// <param name="recorded">The freeze in the rows; null before.</param>
    /// <param name="cancelled">Set by command: the round is given up.</param>
    /// <param name="stopping">Set when the silo stops: the round is left as it is and continued later.</param>
    /// <returns>The outcome.</returns>
    public async Task<RoundOutcome> RunAsync(Freeze? recorded, CancellationToken cancelled, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancelled, stopping);
        using var watch = RoundWatch.Start(context.Plan, context.Clock);
        try
        {
            await Outage.OutlastAsync(() => context.LoadContinuationsAsync(rounds, either.Token), context.TellInterrupted, context.Clock, either.Token);
            await Outage.OutlastAsync(() => context.LoadMembersAsync(rounds, either.Token), context.TellInterrupted, context.Clock, either.Token);
            if (Kept() is { Count: > 0 } kept)
            {
                await OutlastAsync(() => KeepAsync(kept, context.Plan.Number), either.Token);
            }

            if (recorded is null)
            {
                await new RoundQuorum(context).WaitAsync(either.Token);
            }

            if (context is { Spec.Preprocessing: not null, Preprocessing: null })
            {
                context.Preprocessing = await OutlastAsync(() => new RoundStatistics(context, artifacts).FitAsync(either.Token), either.Token);
            }

            _freeze = recorded ?? await OutlastAsync(() => _training.RunAsync(either.Token), either.Token);
            watch.Enter(Phase = RoundPhase.Aggregating);
            context.Tell(new() { Kind = FederationEventKind.Aggregating });
            var aggregation = new RoundAggregation(rounds, artifacts, exporter, context);
            _freeze = await OutlastAsync(() => ScreenAsync(aggregation, _freeze, either.Token), either.Token);
            var aggregate = await OutlastAsync(() => aggregation.RunAsync(_freeze, either.Token), either.Token);
            (_freeze, _judgements, _clusters) = (aggregate.Freeze, aggregate.Judgements, aggregate.Clusters);
            watch.Enter(Phase = RoundPhase.Evaluating);
            context.Tell(new() { Kind = FederationEventKind.Evaluating });
            _evaluations = await OutlastAsync(() => EvaluateAsync(aggregate, either.Token), either.Token);
            _figures = await Task.Run(() => RoundFigures.Of(_evaluations, context.Spec.Fold is not null), either.Token);
            return watch.End(await OutlastAsync(() => PublishAsync(aggregate), either.Token));
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            await _training.CancelOpenAsync();
            Phase = RoundPhase.Cancelled;
            var problem = FederationErrors.Stopped.At($"round {context.Plan.Number}", "the federation was stopped");
            return watch.End(new(context.Plan.Number, Phase, null, null, problem, Report(problem), context.Tenure.Epoch));
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested && !IsTakenOver(exception))
        {
            await _training.CancelOpenAsync();
            Phase = RoundPhase.Failed;
            var problem = exception is FederationException known
                ? known.Problems[0]
                : FederationErrors.TrainingFailed.At($"round {context.Plan.Number}", $"{exception.GetType().Name}: {exception.Message}");
            LogFailed(exception, context.Plan.Federation, context.Plan.Number);
            return watch.End(new(context.Plan.Number, Phase, null, null, problem, Report(problem), context.Tenure.Epoch));
        }
    }

    /// <summary>Tells whether a fault means that another activation drives the round: then nothing is to be said about it here.</summary>
    /// <param name="fault">The fault.</param>
    public static bool IsTakenOver(Exception fault) =>
        fault is InconsistentStateException || (fault is FederationException known && known.Code == FederationErrors.RoundTakenOver.Code);

    /// <summary>What the server's optimiser and clusters go on from, and what clients began with in earlier rounds: the versions that own it may lose their bytes before the round's is published.</summary>
    private IReadOnlyList<ArtifactRef> Kept() => [.. PlanArtifacts.BesideBase(context.Plan), .. BasesOf(client => client.Begun is not null)];

    private IEnumerable<ArtifactRef> BasesOf(Func<Participant, bool> which) =>
        context.Inbox.Cohort.Where(which).Select(client => client.Begun ?? context.Plan.Number).Distinct().Order().Select(round => context.Plan.StartOf(round).Parameters);

    private async Task<bool> KeepAsync(IReadOnlyList<ArtifactRef> files, int round)
    {
        await artifacts.ReferenceAsync(files, GrainKeys.Round(context.Plan.Federation, round), CancellationToken.None);
        return true;
    }

    /// <summary>Before the round lets go of what clients that go on began with, the next one holds it.</summary>
    private async Task HandOnAsync(AsyncSpec asynchronous)
    {
        var contributors = _freeze!.Contributors.ToHashSet(StringComparer.Ordinal);
        if (context.Plan.Number < context.Spec.Rounds
            && BasesOf(client => !contributors.Contains(client.Client) && AsyncCohort.GoesOn(client, context.Plan.Number, asynchronous.Staleness)).ToArray() is { Length: > 0 } bases)
        {
            await KeepAsync(bases, context.Plan.Number + 1);
        }
    }

    private Task<T> OutlastAsync<T>(Func<Task<T>> step, CancellationToken cancellationToken) =>
        Outage.OutlastAsync(step, context.TellInterrupted, context.Clock, cancellationToken);

    private async Task<Freeze> ScreenAsync(RoundAggregation aggregation, Freeze freeze, CancellationToken cancellationToken)
    {
        var screened = await aggregation.ScreenAsync(freeze, cancellationToken);
        if (context.Spec.Defence is not null)
        {
            Participant[] flagged = [.. context.Inbox.Cohort.Where(client => client.IsFlagged)];
            _screened = DefenceText.Note(context.Spec, context.Inbox.Cohort, screened.Contributors.ToHashSet(StringComparer.Ordinal));
            if (flagged.Length > 0 || _screened is not null)
            {
                string[] said = [.. flagged.Length > 0 ? (string[])[DefenceText.Reasons(flagged)] : [], .. _screened is { } note ? (string[])[note] : []];
                context.Tell(new() { Kind = FederationEventKind.UpdatesScreened, Cohort = [.. flagged.Take(RoundNews.Few).Select(client => client.Client)], Reason = string.Join("; ", said) });
                LogScreened(context.Plan.Federation, context.Plan.Number, flagged.Length, freeze.Contributors.Count - screened.Contributors.Count);
            }
        }

        return screened;
    }

    private async Task<IReadOnlyList<TaskReport>> EvaluateAsync(Aggregate aggregate, CancellationToken cancellationToken)
    {
        var evaluation = new RoundEvaluation(context, aggregate, aggregate.Freeze);
        if (evaluation.IsEmpty)
        {
            return [];
        }

        await context.LoadPersonalAsync(rounds, aggregate.Freeze, cancellationToken);

        // It may take longer than a sweep waits; the version takes over from the round when it is published.
        var kept = artifacts.ReferenceAsync(Files(aggregate), GrainKeys.Round(context.Plan.Federation, context.Plan.Number), cancellationToken);
        try
        {
            return await evaluation.RunAsync(cancellationToken);
        }
        finally
        {
            await kept;
        }
    }

    /// <summary>What the round owns until it is published.</summary>
    private static ArtifactRef[] Files(Aggregate aggregate) => aggregate.Clusters.Count > 0
        ? [.. aggregate.Clusters.Select(cluster => cluster.New).OfType<Aggregate>().SelectMany(Files).DistinctBy(file => file.Digest)]
        : [aggregate.Parameters, aggregate.Onnx, .. aggregate.Server.Select(vector => vector.File)];

    private async Task<RoundOutcome> PublishAsync(Aggregate aggregate)
    {
        var plan = context.Plan;
        if (aggregate.Clusters.Count > 0)
        {
            return await PublishClustersAsync(aggregate);
        }

        if (context.Spec.Async is { } asynchronous)
        {
            await HandOnAsync(asynchronous);
        }

        var told = RoundReports.ForOutcome(Report());
        var verdict = Promotion.Judge(context.Spec, plan.Standing, plan.BaseVersion, told.Central, told.Federated);
        var manifest = await context.Grains.GetGrain<IModelGrain>(GrainKeys.Model(context.Spec.Model.Name)).PublishAsync(new(
            Manifest(aggregate, plan.Base, plan.BaseVersion) with { Central = told.Central, Federated = told.Federated, HeldBack = verdict.HeldBack },
            plan.Owner,
            context.Spec.Retention.Last)
        {
            Alias = await AliasAsync(verdict),
            Aliases = ClusterRounds.Divides(context.Spec, plan.Number) ? await ClusterAliasesAsync(Enumerable.Range(1, context.Spec.Clusters!.Count)) : [],
        });
        Phase = RoundPhase.Committed;
        _version = manifest.Version;
        var report = Report() with { Version = manifest.Version, Digest = manifest.Parameters.Digest, HeldBack = manifest.HeldBack };
        return new(plan.Number, Phase, manifest.Version, manifest.Parameters, null, report, context.Tenure.Epoch)
        {
            Preprocessing = context.Preprocessing,
            Server = aggregate.Server,
            Standing = Promotion.After(plan.Standing, verdict, plan.Number, manifest.Version, report.Seconds),
            HeldBack = manifest.HeldBack,
            Loss = RoundReports.MeanLoss(report),
            Aggregation = aggregate.Next,
            Flagged = [.. context.Inbox.Cohort.Where(client => client.IsFlagged).Select(client => client.Client)],
            Clusters = ClustersAfterDivision(manifest, aggregate),
        };
    }

    /// <summary>A manifest without what is told of its figures.</summary>
    private VersionManifest Manifest(Aggregate aggregate, ArtifactRef @base, int? baseVersion) => new()
    {
        Model = context.Spec.Model.Name,
        Parameters = aggregate.Parameters,
        Onnx = aggregate.Onnx,
        Parents = baseVersion is { } parent ? [parent] : [],
        BaseDigest = @base.Digest,
        Federation = context.Plan.Federation,
        Round = context.Plan.Number,
        SpecDigest = context.Plan.Spec.Digest,
        Contributors = aggregate.Contributors,
        CreatedAt = context.Clock.GetUtcNow(),
        Input = context.Spec.Preprocessing is { Fit: FittedTo.Federation } ? RawInput.Of(context.Spec).Shape : context.Spec.Model.Input,
        Preprocessing = context.Preprocessing,
        IsPersonal = context.Spec.Preprocessing?.Fit == FittedTo.Client,
        Output = context.Model.Output,
        Server = aggregate.Server,
        Kept = context.Model.Kept is { } kept ? [.. kept.Layout.Entries.Select(entry => entry.Name)] : [],
    };

    /// <summary>The alias that the version gets. Who started the federation must still be allowed to move it: grants are revoked at once.</summary>
    private async Task<string?> AliasAsync(RoundVerdict verdict)
    {
        if (!verdict.IsBest || context.Spec.Stop is not { Alias: var alias })
        {
            return null;
        }

        if (await FederationAccess.MayMoveAliasAsync(context.Grains, context.Spec.Model.Name, context.Plan.Owner, CancellationToken.None))
        {
            return alias;
        }

        LogAliasStays(context.Plan.Federation, context.Plan.Number, alias, context.Plan.Owner, context.Spec.Model.Name);
        return null;
    }

    [LoggerMessage(3005, LogLevel.Warning, "Round {Round} of {Federation} made the best version, but the alias {Alias} stays: {Owner} holds no grant to manage {Model} any more")]
    private partial void LogAliasStays(string federation, int round, string alias, string owner, string model);

    [LoggerMessage(3345, LogLevel.Warning, "Round {Round} of {Federation} flagged {Flagged} updates and left out {Excluded}")]
    private partial void LogScreened(string federation, int round, int flagged, int excluded);

    [LoggerMessage(3000, LogLevel.Warning, "Round {Round} of {Federation} failed")]
    private partial void LogFailed(Exception exception, string federation, int round);
}
