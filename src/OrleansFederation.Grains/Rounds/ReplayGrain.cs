using Microsoft.Extensions.Logging;
using OrleansFederation.Artifacts;
using OrleansFederation.Clients;
using OrleansFederation.Clustering;
using OrleansFederation.Defence;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Grants;
using OrleansFederation.Inference;
using OrleansFederation.Membership;
using OrleansFederation.Naming;
using OrleansFederation.Placement;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <inheritdoc cref="IReplayGrain"/>
[CoordinatorPlacement, GrainType("of.replay")]
internal sealed class ReplayGrain(
    IRoundStore rounds,
    IArtifactStore artifacts,
    IModelExporter exporter,
    ClusterMembers cluster,
    TimeProvider clock,
    ILogger<ReplayGrain> logger) : Grain, IReplayGrain
{
    /// <summary>Attempts of a replay lie beyond those of any round, so that its updates are files of their own.</summary>
    private const int FirstAttempt = 1_000_000;

    private static readonly TimeSpan AwayFor = TimeSpan.FromSeconds(10);

    private RoundInbox? _inbox;

    private (string Federation, int Number) Key => GrainKeys.NumberedOf(this.GetPrimaryKeyString());

    public async Task<RoundReplay> ReplayAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        var (plan, record) = await LoadAsync(cancellationToken);
        var spec = SpecReader.FromCanonical(plan.Spec);
        var tenure = new RoundTenure(plan.Federation, plan.Number, 0);
        _inbox = new(rounds, tenure, static _ => { });
        plan = plan with { Quarantined = Quarantine.Beside(spec, plan.Quarantined, record.Cohort) };
        var context = new RoundContext(plan, tenure, spec, _inbox, cluster, GrainFactory, clock, logger);
        await RequireStatesAsync(spec, cancellationToken);
        await context.LoadContinuationsAsync(rounds, cancellationToken);
        await context.LoadMembersAsync(rounds, cancellationToken);
        var contributors = record.Freeze!.Contributors.ToHashSet(StringComparer.Ordinal);
        Participant[] chosen = [.. record.Cohort.Where(client => contributors.Contains(client.Client))];
        cluster.Watch(_inbox.Changed);
        try
        {
            await TrainAsync(context, chosen, cancellationToken);
            var clients = chosen.Select(client => Compare(client, _inbox.Others.GetValueOrDefault(KeyOf(client)))).ToArray();
            var replayed = clients.All(client => client.Replayed is not null) ? await AggregateAsync(context, record.Freeze, chosen, cancellationToken) : null;
            return new()
            {
                Federation = plan.Federation,
                Round = plan.Number,
                Version = record.Report.Version,
                Recorded = record.Report.Digest,
                Replayed = replayed,
                SameClusters = chosen.All(client => client.Cluster == (replayed is null ? client.Cluster : context.Inbox.Find(client.Client)!.Counted)),
                SameCohort = spec.Async is null
                    ? CohortSelection.Explains(spec, context.Eligible, plan.Number, [.. record.Cohort.Select(client => client.Client)])
                    : (await RoundCohort.OpenAsync(rounds, plan, spec, cancellationToken)).Select(client => (client.Client, client.Begun)).SequenceEqual(record.Cohort.Select(client => (client.Client, client.Begun))),
                Clients = clients,
                Seconds = clock.GetElapsedTime(began).TotalSeconds,
            };
        }
        finally
        {
            cluster.Leave(context.Inbox.Changed);
            _inbox = null;
            var isOver = spec.Async is null || await GrainFactory.GetGrain<IFederationGrain>(GrainKeys.Federation(plan.Federation)).GetAsync() is not { Status: FederationStatus.Running };
            foreach (var site in isOver ? chosen.Select(client => client.Site).Distinct(StringComparer.Ordinal).Where(cluster.Reaches) : [])
            {
                // What stays, such as beside updates that clients of an asynchronous federation have at hand, is removed with the updates of a later round.
                GrainFactory.GetGrain<ITrainerGrain>(GrainKeys.Trainer(site)).DiscardAsync(plan.Federation, plan.Number, [], CancellationToken.None).Ignore();
            }

            DeactivateOnIdle();
        }
    }

    public Task ReceiveAsync(TaskReport report) => _inbox?.ReceiveAsync(report) ?? Task.CompletedTask;

    private async Task<(RoundPlan Plan, RoundRecord Record)> LoadAsync(CancellationToken cancellationToken)
    {
        var place = $"{Key.Federation} round {Key.Number}";
        var plan = await GrainFactory.GetGrain<IRoundGrain>(GrainKeys.Round(Key.Federation, Key.Number)).GetPlanAsync()
            ?? throw FederationErrors.RoundNotFound.Exception(place, "it was never opened");
        if (PrincipalContext.Current != plan.Owner)
        {
            throw FederationErrors.NotGranted.Exception(place, $"only the federation's owner '{plan.Owner}' may replay it");
        }

        var record = await rounds.LoadAsync(Key.Federation, Key.Number, cancellationToken);
        if (record is not { Report.Phase: RoundPhase.Committed, Freeze: not null })
        {
            throw FederationErrors.ReplayImpossible.Exception(place, "it is not committed");
        }

        try
        {
            var contributors = record.Freeze.Contributors.ToHashSet(StringComparer.Ordinal);
            var bases = record.Cohort.Where(client => client.Begun is not null && contributors.Contains(client.Client)).Select(client => plan.StartOf(client.Begun!.Value).Parameters);
            foreach (var file in PlanArtifacts.BesideBase(plan).Prepend(plan.Base).Concat(bases).Distinct())
            {
                await artifacts.ReadAsync(file, cancellationToken);
            }

            return (plan, record);
        }
        catch (FederationException fault) when (fault.Code == FederationErrors.ArtifactDamaged.Code)
        {
            throw new FederationException(FederationErrors.ReplayImpossible.At(place, "what it started from is not kept any more"), fault);
        }
    }

    /// <summary>Refuses a round whose clients no longer have what they went on from.</summary>
    private async Task RequireStatesAsync(FederationSpec spec, CancellationToken cancellationToken)
    {
        if (ClientStates.Of(spec) is not { Count: > 0 } names)
        {
            return;
        }

        var last = (await rounds.ListAsync(Key.Federation, cancellationToken)).Where(round => round.Phase == RoundPhase.Committed).Max(round => round.Round);
        var kept = ClientStates.KeptRounds(spec);
        if (Key.Number <= last - kept)
        {
            throw FederationErrors.ReplayImpossible.Exception(
                $"{Key.Federation} round {Key.Number}",
                $"its clients went on from what each had kept of an earlier round ({string.Join(", ", names)}), and of that only what the last {kept} rounds need is still there",
                $"Choose one of the rounds {last - kept + 1} to {last}, or write retention: {{last: N}} in the next federation, which keeps it for N rounds.");
        }
    }

    private async Task TrainAsync(RoundContext context, IReadOnlyList<Participant> clients, CancellationToken cancellationToken)
    {
        var deadline = context.Spec.Sampling.Deadline;
        TaskGathering gathering = new(context, [.. clients.Select(client => context.TrainingOf(client) with { Key = KeyOf(client) })])
        {
            IsSettled = soFar => soFar.Away(AwayFor).Count > 0,
        };
        if (await gathering.RunAsync(cancellationToken) is not { Count: > 0 } open)
        {
            return;
        }

        var away = gathering.Away(AwayFor);
        throw away.Count > 0
            ? FederationErrors.SiteOffline.Exception(
                $"site {string.Join(", ", open.Where(task => away.Contains(task.Key.Client)).Select(task => task.Site).Distinct(StringComparer.Ordinal))}", "a replay needs every site that contributed to the round")
            : FederationErrors.DeadlinePassed.Exception(string.Join(", ", open.Take(10).Select(task => task.Key.Client)), $"{open.Count} clients had not trained again within {deadline}");
    }

    /// <summary>Folds and applies as the round did, from what was trained again.</summary>
    private async Task<string?> AggregateAsync(RoundContext context, Freeze freeze, IReadOnlyList<Participant> clients, CancellationToken cancellationToken)
    {
        context.Inbox.Load([.. clients.Select(client => client with { Cluster = null, Attempt = KeyOf(client).Attempt, Report = context.Inbox.Others[KeyOf(client)] })]);
        var (aggregate, _, _) = await new RoundAggregation(rounds, artifacts, exporter, context).TryAgainAsync(freeze, cancellationToken);
        return aggregate?.Digest;
    }

    private TaskKey KeyOf(Participant client) => new(TaskKind.Replay, Key.Federation, client.Begun ?? Key.Number, client.Client, FirstAttempt + client.Attempt);

    private static ReplayedClient Compare(Participant client, TaskReport? report) =>
        new(client.Client, client.Site, client.Report?.Update?.Digest, report?.Update?.Digest, report?.Failure);
}
