using OrleansFederation.Clustering;
using OrleansFederation.Errors;
using OrleansFederation.Evaluation;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>The evaluating phase: the new model at a sample of the clients and on the central test set. Nothing is stored: it can be computed again.</summary>
internal sealed class RoundEvaluation
{
    private readonly RoundContext _context;
    private readonly int _clients;
    private readonly WantedTask[] _tasks;

    /// <summary>Makes the phase.</summary>
    /// <param name="context">The round.</param>
    /// <param name="aggregate">The new model, or those of the clusters.</param>
    /// <param name="freeze">The contributors.</param>
    public RoundEvaluation(RoundContext context, Aggregate aggregate, Freeze freeze)
    {
        var onnx = aggregate.Onnx;
        _context = context;
        var (evaluation, sample) = (context.Spec.Evaluation, CohortSelection.Evaluate(context.Spec, context.Eligible, context.Plan.Number));
        _clients = sample.Count;
        _tasks =
        [
            .. evaluation.Central ? (WantedTask[])[new(KeyOf(TaskKind.EvaluateCentral, ""), -1, evaluation.Site, onnx)] : [],
            .. sample.Select(client => new WantedTask(KeyOf(TaskKind.Evaluate, client.Id), client.Ordinal, client.Site, onnx)),
        ];
        if (aggregate.Clusters.Count > 0)
        {
            _tasks = [.. _tasks.Select(task => InCluster(task, aggregate.Clusters, [.. freeze.Contributors]))];
        }
    }

    /// <summary>A client evaluates the model of its cluster: the one it contributed to or was divided into; any other, whichever suits its training part now, since models and choices move.</summary>
    private WantedTask InCluster(WantedTask task, IReadOnlyList<ClusterAggregate> clusters, HashSet<string> contributors)
    {
        var client = task.Key.Client;
        int? cluster = contributors.Contains(client) ? _context.Inbox.Find(client)!.Counted
            : _context.Members.TryGetValue(client, out var last) ? last
            : null;
        return cluster is { } known && clusters[known - 1].Onnx is { } own
            ? task with { Model = own, Cluster = known }
            : task with { Candidates = [.. clusters.Where(model => model.Onnx is not null).Select(model => new ClusterCandidate(model.Cluster, model.Onnx!))] };
    }

    /// <summary>Whether the spec asks for none.</summary>
    public bool IsEmpty => _tasks.Length == 0;

    /// <summary>Runs the phase.</summary>
    /// <param name="cancellationToken">Gives the round up.</param>
    /// <returns>Every report, successful ones and, where the policy tolerates them, failures.</returns>
    /// <exception cref="FederationException">FED3009 or the client's own problem, where the policy does not tolerate it.</exception>
    public async Task<IReadOnlyList<TaskReport>> RunAsync(CancellationToken cancellationToken)
    {
        var (inbox, evaluation, sampling) = (_context.Inbox, _context.Spec.Evaluation, _context.Spec.Sampling);
        await new TaskGathering(_context, _tasks) { IsSettled = IsSettled }.RunAsync(cancellationToken);
        TaskReport[] received = [.. _tasks.Select(task => inbox.Others.GetValueOrDefault(task.Key) ?? _context.FailureOf(task, Missing(task)))];
        TaskReport[] reports = await Task.Run(() => received.Zip(_tasks, (report, task) => Checked(task, report)).ToArray(), cancellationToken);
        var failures = reports.Where(report => report.Failure is not null).ToArray();
        var fatal = failures.FirstOrDefault(report => report.Key.Kind == TaskKind.EvaluateCentral || sampling.OnError == ErrorPolicy.Strict)
            ?? (_clients - failures.Length < Math.Min(evaluation.Minimum, _clients) ? failures.FirstOrDefault() : null);
        return fatal is null
            ? reports
            : throw new FederationException(fatal.Failure! with { Place = $"{Place(fatal.Key)}, {fatal.Failure!.Place}" });
    }

    /// <summary>Tells whether only clients that are away are missing and the others are enough.</summary>
    private bool IsSettled(TaskGathering gathering) =>
        _context.Spec.Sampling.OnError != ErrorPolicy.Strict
        && gathering.Away(RoundContext.AwayFor) is { Count: > 0 } away
        && _clients - gathering.Open.Count() >= Math.Min(_context.Spec.Evaluation.Minimum, _clients)
        && gathering.Open.All(task => task.Key.Kind == TaskKind.Evaluate && away.Contains(task.Key.Client));

    private Problem Missing(WantedTask task) => _context.Cluster.Reaches(task.Site)
        ? FederationErrors.EvaluationFailed.At(Place(task.Key), $"no figures within {_context.Spec.Sampling.Deadline}")
        : FederationErrors.SiteOffline.At($"site {task.Site}", "no silo of the cluster carries it");

    private TaskKey KeyOf(TaskKind kind, string client) => new(kind, _context.Plan.Federation, _context.Plan.Number, client, 1);

    private static string Place(TaskKey key) => key.Client.Length == 0 ? "the central test set" : $"client {key.Client}";

    /// <summary>Takes a report for a failure where its figures cannot be merged.</summary>
    private TaskReport Checked(WantedTask task, TaskReport report) => (Fault(report.Metrics) ?? Fault(report.Shared)) is { } fault
        ? _context.FailureOf(task, FederationErrors.EvaluationFailed.At(Place(task.Key), $"its figures cannot be merged: {fault}"))
        : report;

    private static string? Fault(Metrics? metrics) => metrics is null ? null : TallyCheck.Fault(metrics);
}
