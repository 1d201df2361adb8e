using Microsoft.Extensions.Logging;
using OrleansFederation.Aggregation;
using OrleansFederation.Artifacts;
using OrleansFederation.Clients;
using OrleansFederation.Clustering;
using OrleansFederation.Defence;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Membership;
using OrleansFederation.Modeling;
using OrleansFederation.Naming;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>What the steps of one running round share.</summary>
/// <param name="Plan">What the federation asked for.</param>
/// <param name="Tenure">In which the round's rows are written.</param>
/// <param name="Spec">The spec.</param>
/// <param name="Inbox">What has been reported.</param>
/// <param name="Cluster">Which silos and sites are there.</param>
/// <param name="Grains">The grains.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Logger">The log.</param>
internal sealed record RoundContext(
    RoundPlan Plan, RoundTenure Tenure, FederationSpec Spec, RoundInbox Inbox, ClusterMembers Cluster, IGrainFactory Grains, TimeProvider Clock, ILogger Logger)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private IReadOnlyList<ClusterCandidate>? _candidates;

    /// <summary>The model worked out.</summary>
    public ModelPlan Model { get; } = ModelPlans.Of(Spec.Model);

    /// <summary>The aggregation rule's arguments in this round.</summary>
    public AggregationSpec Aggregation { get; } = RoundCourse.Aggregation(Spec, Plan);

    /// <summary>The fitted preprocessing: from the plan, or, in the first round, once it is fitted. Null where the spec asks for none.</summary>
    public ArtifactRef? Preprocessing { get; set; } = Plan.Preprocessing;

    /// <summary>From which round each client goes on; empty where the spec lets clients keep nothing, and for those who have not contributed yet.</summary>
    public IReadOnlyDictionary<string, Continuation> Continuations { get; private set; } = new Dictionary<string, Continuation>();

    /// <summary>The control variate that clients correct their gradients by; null where there is none, and while it is zeros.</summary>
    public ArtifactRef? Control { get; } = Spec.Training.Scaffold ? Plan.Server.FirstOrDefault(vector => vector.Name == ControlVariates.Name)?.File : null;

    /// <summary>With what each client evaluates where it has something of the model to itself: what it kept of its last contribution, of this round where it contributed.</summary>
    public IReadOnlyDictionary<string, Continuation> Personal { get; private set; } = new Dictionary<string, Continuation>();

    /// <summary>In which cluster each client stays that was divided by similarity; whoever is not named chooses by loss, anew in every round. Empty where nobody is, and where all train one model.</summary>
    public IReadOnlyDictionary<string, int> Members { get; private set; } = new Dictionary<string, int>();

    /// <summary>The name of the sums that sites fold for the round; null for that of a round which has one.</summary>
    public string? Sum { get; private init; }

    /// <summary>Everybody who takes part in the federation.</summary>
    public IReadOnlyList<RosterEntry> Roster { get; } = ClientRoster.Of(Spec);

    /// <summary>Those of them who may be selected in this round.</summary>
    public IReadOnlyList<RosterEntry> Eligible { get; } = Quarantine.Without(ClientRoster.Of(Spec), Plan.Quarantined);

    /// <summary>A site that is away holds up nobody but a strict round for longer than this: it is the time of a restart.</summary>
    public static TimeSpan AwayFor { get; } = TimeSpan.FromSeconds(5);

    /// <summary>The training task of a participant.</summary>
    /// <param name="client">The participant.</param>
    public TaskKey TaskOf(Participant client) => client.TaskIn(Plan.Federation, Plan.Number);

    /// <summary>The training of a participant as an order: from what the round started from in which it began. Where a site is at it already, the order changes nothing.</summary>
    /// <param name="client">The participant.</param>
    /// <param name="cluster">The cluster whose model it took when it did the same training before; null for the first time.</param>
    public WantedTask TrainingOf(Participant client, int? cluster = null)
    {
        WantedTask task = new(TaskOf(client), client.Ordinal, client.Site, Plan.StartOf(client.Begun ?? Plan.Number).Parameters) { Steps = client.Steps };
        return Plan.Clusters.Count == 0 ? task
            : (cluster ?? FixedCluster(client.Client)) is { } known ? task with { Model = Plan.Clusters[known - 1].Parameters, Cluster = known }
            : task with { Candidates = _candidates ??= [.. Plan.Clusters.Select((model, i) => new ClusterCandidate(i + 1, model.Parameters))] };
    }

    /// <summary>Learns from which round each client goes on, where the spec lets clients keep something. Before any training is ordered.</summary>
    /// <param name="rounds">The rows.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task LoadContinuationsAsync(IRoundStore rounds, CancellationToken cancellationToken)
    {
        if (ClientStates.Of(Spec).Count > 0)
        {
            Continuations = (await rounds.ContinuationsAsync(Plan.Federation, Plan.Number, cancellationToken)).ToDictionary(client => client.Client, StringComparer.Ordinal);
        }
    }

    /// <summary>Learns with what each client evaluates. Before any evaluation is ordered.</summary>
    /// <param name="rounds">The rows.</param>
    /// <param name="freeze">The contributors of this round.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task LoadPersonalAsync(IRoundStore rounds, Freeze freeze, CancellationToken cancellationToken)
    {
        if (ClientStates.IsPersonal(Spec))
        {
            var last = (await rounds.LastContributionsAsync(Plan.Federation, Plan.Number, [.. CohortSelection.Evaluate(Spec, Eligible, Plan.Number).Select(client => client.Id)], cancellationToken)).ToDictionary(client => client.Client, StringComparer.Ordinal);
            foreach (var client in freeze.Contributors)
            {
                last[client] = new(client, Plan.Number, Inbox.Find(client)!.Report!.Update!.Digest);
            }

            Personal = last;
        }
    }

    /// <summary>Learns who was divided among clusters by similarity. Before any training of clusters' models is ordered.</summary>
    /// <param name="rounds">The rows.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task LoadMembersAsync(IRoundStore rounds, CancellationToken cancellationToken)
    {
        if (Plan.Clusters.Count > 0 && Spec.Clusters is { Similarity: not null, After: { } division })
        {
            Members = await rounds.ClustersAsync(Plan.Federation, division, cancellationToken);
        }
    }

    /// <summary>The bytes of the parameters that clients start from: of each model once to each client that takes it or has to choose.</summary>
    /// <param name="cohort">The cohort.</param>
    public long BytesDown(IReadOnlyList<Participant> cohort)
    {
        if (Plan.Clusters.Count == 0)
        {
            return (Plan.Base.Length + (Control?.Length ?? 0)) * cohort.Count(client => client.Begun is null);
        }

        var all = Plan.Clusters.Sum(cluster => cluster.Parameters.Length);
        return cohort.Sum(client => FixedCluster(client.Client) is { } known ? Plan.Clusters[known - 1].Parameters.Length : all);
    }

    /// <summary>The models of the clusters before the round: all the joint one while clients train one.</summary>
    public IReadOnlyList<ClusterModel> ClusterModels => Plan.Clusters.Count > 0
        ? Plan.Clusters
        : [.. Enumerable.Repeat(new ClusterModel(Plan.Base, null, Plan.BaseVersion) { Server = Plan.Server, Aggregation = Plan.Aggregation }, Spec.Clusters?.Count ?? 0)];

    /// <summary>The round of one cluster alone: as one that starts from its model.</summary>
    /// <param name="cluster">The cluster's number, from 1.</param>
    public RoundContext OfCluster(int cluster)
    {
        var model = ClusterModels[cluster - 1];
        return new(Plan with { Base = model.Parameters, BaseVersion = model.Version, Server = model.Server, Aggregation = model.Aggregation, Clusters = [] }, Tenure, Spec, Inbox, Cluster, Grains, Clock, Logger)
        {
            Preprocessing = Preprocessing,
            Sum = ClusterRounds.Alias(cluster),
        };
    }

    private int? FixedCluster(string client) => Members.TryGetValue(client, out var cluster) ? cluster : null;

    /// <summary>Tells those who watch the federation; best effort.</summary>
    /// <param name="happened">What happened; round and time are set here.</param>
    public void Tell(FederationEvent happened) =>
        Grains.GetGrain<IFederationGrain>(GrainKeys.Federation(Plan.Federation))
            .ReportAsync(happened with { Round = Plan.Number, At = Clock.GetUtcNow() })
            .Ignore();

    /// <summary>Tells that a site cannot be reached.</summary>
    /// <param name="problem">Which site, and why.</param>
    /// <param name="clients">The clients that wait for it.</param>
    public void TellUnavailable(Problem problem, IReadOnlyList<string> clients)
    {
        Logger.LogUnavailable(Plan.Federation, Plan.Number, clients.Count, problem.ToString());
        Tell(new() { Kind = FederationEventKind.ClientUnavailable, Client = clients is [var only] ? only : null, Cohort = clients, Problem = problem });
    }

    /// <summary>Tells that tasks are ordered again because their silo is gone.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="tasks">The number of tasks.</param>
    public void TellTakenBack(string silo, int tasks) => Logger.LogTakenBack(Plan.Federation, Plan.Number, tasks, silo);

    /// <summary>Tells that a step met an outage and is tried again.</summary>
    /// <param name="fault">The outage.</param>
    public void TellInterrupted(Exception fault)
    {
        Logger.LogInterrupted(fault, Plan.Federation, Plan.Number);
        Tell(new() { Kind = FederationEventKind.Interrupted, Problem = Failures.Of(fault, $"round {Plan.Number}") });
    }

    /// <summary>Orders a task of a client or, with an empty client, of a site.</summary>
    /// <param name="task">The task.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The silo that holds the task, or why none does: FED3021 where the site cannot be reached now.</returns>
    public async Task<TaskAcceptance> OrderAsync(WantedTask task, CancellationToken cancellationToken)
    {
        if (!Cluster.Reaches(task.Site))
        {
            return Offline(task.Site, "no silo of the cluster carries it");
        }

        var state = (task.Key.Kind == TaskKind.Evaluate ? Personal : Continuations).GetValueOrDefault(task.Key.Client);
        var order = new TrainingOrder(task.Key, Plan.Spec, task.Ordinal, task.Site, task.Model)
        {
            Preprocessing = Preprocessing,
            Proximal = Plan.StartOf(task.Key.Round).Proximal,
            Control = task.Key.Kind is TaskKind.Train or TaskKind.Replay ? Control : null,
            Quarantined = Spec.Attack is null ? [] : Plan.Quarantined,
            StateRound = state?.Round ?? 0,
            StateUpdate = state?.Update,
            Steps = task.Steps,
            Cluster = task.Cluster,
            Candidates = task.Candidates,
            Beside = Spec.Async is not null && task.Key.Kind is (TaskKind.Evaluate or TaskKind.EvaluateCentral),
            ReportTo = task.Key.Round == Plan.Number ? 0 : Plan.Number,
        };
        try
        {
            var call = task.Key.Client.Length == 0 || task.Key.Kind is TaskKind.Replay or TaskKind.Statistics or TaskKind.Trial
                ? Grains.GetGrain<ITrainerGrain>(GrainKeys.Trainer(task.Site)).OrderAsync(order, cancellationToken)
                : Grains.GetGrain<IClientGrain>(GrainKeys.Client(task.Key.Client)).OrderAsync(order, cancellationToken);
            return await call.WaitAsync(AnswerWithin, Clock, cancellationToken);
        }
        catch (Exception fault) when (Outage.Is(fault) && !cancellationToken.IsCancellationRequested)
        {
            return Offline(task.Site, fault.Message);
        }
    }

    /// <summary>The outcome of a task that nobody works on.</summary>
    /// <param name="task">The task.</param>
    /// <param name="problem">Why not.</param>
    public TaskReport FailureOf(WantedTask task, Problem problem) => new() { Key = task.Key, Site = task.Site, StartedAt = Clock.GetUtcNow(), Failure = problem };

    /// <summary>Cancels a task; best effort.</summary>
    /// <param name="key">Identifies the task.</param>
    public async Task CancelAsync(TaskKey key)
    {
        try
        {
            await Grains.GetGrain<IClientGrain>(GrainKeys.Client(key.Client)).CancelAsync(key, CancellationToken.None).WaitAsync(AnswerWithin, Clock);
        }
        catch (Exception fault) when (Outage.Is(fault))
        {
            Logger.LogNotCancelled(fault, Plan.Federation, Plan.Number, key.Client);
        }
    }

    /// <summary>Calls a site until it answers.</summary>
    /// <param name="site">The site.</param>
    /// <param name="call">The call; it may be repeated.</param>
    /// <param name="within">The longest to wait for a site that cannot be reached.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FederationException">FED3021 where the site was not there in time; FED3012 where it refuses updates of clients that are not its own.</exception>
    public async Task<T> AtSiteAsync<T>(string site, Func<ITrainerGrain, Task<T>> call, TimeSpan within, CancellationToken cancellationToken)
    {
        var (pause, why, away) = (FirstPause, "no silo of the cluster carries it", (long?)null);
        while (true)
        {
            if (Cluster.Reaches(site))
            {
                try
                {
                    return await call(Grains.GetGrain<ITrainerGrain>(GrainKeys.Trainer(site)));
                }
                catch (FederationException refused) when (RefusedUpdate.IsElsewhere(refused, site, Inbox.Cohort.Where(client => client.Site == site).Select(client => client.Client)))
                {
                    throw FederationErrors.UpdateMismatch.Exception(RefusedUpdate.PlaceOfSite(site), $"it refuses what is not its own: {refused.Problems[0]}");
                }
                catch (Exception fault) when (Outage.Is(fault) && fault is not FederationException && !cancellationToken.IsCancellationRequested)
                {
                    why = fault.Message;
                }
            }

            var (began, isFirst) = (away ?? Clock.GetTimestamp(), away is null);
            away = began;
            var offline = Offline(site, why).Refusal!;
            if (Clock.GetElapsedTime(began) >= within)
            {
                throw new FederationException(offline);
            }

            if (isFirst)
            {
                TellUnavailable(offline, []);
            }

            await Task.Delay(pause, Clock, cancellationToken);
            pause = Pauses.Next(pause, LongestPause);
        }
    }

    /// <summary>Reads a piece of what a site holds for the round: an update or a partial sum.</summary>
    /// <param name="site">The site.</param>
    /// <param name="key">The name under which the site holds it.</param>
    /// <param name="held">What it should be.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="destination">Where the bytes go.</param>
    /// <param name="within">The longest to wait for a site that cannot be reached.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The number of bytes, at most those of a message; 0 where it is gone.</returns>
    /// <exception cref="FederationException">FED3021 where the site was not there in time.</exception>
    public async Task<int> ReadPieceAsync(
        string site, TaskKey key, ArtifactRef held, long offset, Memory<byte> destination, TimeSpan within, CancellationToken cancellationToken)
    {
        var length = Math.Min(destination.Length, UpdatePiece.LargestLength);
        var piece = await AtSiteAsync(site, trainer => trainer.ReadUpdateAsync(key, held, offset, length, cancellationToken), within, cancellationToken);
        piece.Content.CopyTo(destination);
        return piece.Content.Length;
    }

    private static TaskAcceptance Offline(string site, string why) => new(null, FederationErrors.SiteOffline.At($"site {site}", why));
}
