using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Evaluation;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>The evaluating phase: the new model at a sample of the clients and on the central test set. Nothing is stored: it can be computed again.</summary>
internal sealed class RoundEvaluation(RoundContext context)
{
    /// <summary>Runs the phase.</summary>
    /// <param name="onnx">The new model.</param>
    /// <param name="cancellationToken">Gives the round up.</param>
    /// <returns>Every report, successful ones and, where the policy tolerates them, failures.</returns>
    /// <exception cref="FederationException">FED3009 or the client's own problem, where the policy does not tolerate it.</exception>
    public async Task<IReadOnlyList<TaskReport>> RunAsync(ArtifactRef onnx, CancellationToken cancellationToken)
    {
        var (inbox, evaluation, sampling) = (context.Inbox, context.Spec.Evaluation, context.Spec.Sampling);
        var clients = CohortSelection.Evaluate(context.Spec, context.Roster, context.Plan.Number);
        WantedTask[] tasks =
        [
            .. evaluation.Central ? (WantedTask[])[new(KeyOf(TaskKind.EvaluateCentral, ""), -1, evaluation.Site, onnx)] : [],
            .. clients.Select(client => new WantedTask(KeyOf(TaskKind.Evaluate, client.Id), client.Ordinal, client.Site, onnx)),
        ];
        await GatherAsync(tasks, clients.Count, cancellationToken);
        TaskReport[] reports = [.. tasks.Select(task => inbox.Others.GetValueOrDefault(task.Key) ?? Failed(task, Missing(task)))];
        var failures = reports.Where(report => report.Failure is not null).ToArray();
        var fatal = failures.FirstOrDefault(report => report.Key.Kind == TaskKind.EvaluateCentral || sampling.OnError == ErrorPolicy.Strict)
            ?? (clients.Count - failures.Length < Math.Min(evaluation.Minimum, clients.Count) ? failures.FirstOrDefault() : null);
        return fatal is null
            ? reports
            : throw new FederationException(fatal.Failure! with { Place = $"{Place(fatal.Key)}, {fatal.Failure!.Place}" });
    }

    /// <summary>Waits until all have reported, or the deadline has passed, or only clients that are away are missing and the others are enough.</summary>
    private async Task GatherAsync(IReadOnlyList<WantedTask> tasks, int clients, CancellationToken cancellationToken)
    {
        var (inbox, sampling) = (context.Inbox, context.Spec.Sampling);
        var minimum = Math.Min(context.Spec.Evaluation.Minimum, clients);
        var dispatch = new TaskDispatch(context, key => !inbox.Others.ContainsKey(key));
        foreach (var task in tasks)
        {
            dispatch.Add(task);
        }

        var began = context.Clock.GetTimestamp();
        while (true)
        {
            foreach (var (task, refusal) in await dispatch.OrderAsync(cancellationToken))
            {
                inbox.Others[task.Key] = Failed(task, refusal);
            }

            var open = tasks.Where(task => !inbox.Others.ContainsKey(task.Key)).ToArray();
            var left = sampling.Deadline - context.Clock.GetElapsedTime(began);
            if (open.Length == 0 || left <= TimeSpan.Zero)
            {
                return;
            }

            if (sampling.OnError != ErrorPolicy.Strict && clients - open.Length >= minimum
                && dispatch.Unavailable(RoundContext.AwayFor) is { Count: > 0 } away
                && open.All(task => task.Key.Kind == TaskKind.Evaluate && away.Contains(task.Key.Client)))
            {
                return;
            }

            await inbox.Changed.WaitAsync(dispatch.Next is { } next && next < left ? next : left, context.Clock, cancellationToken);
        }
    }

    private Problem Missing(WantedTask task) => context.Cluster.Reaches(task.Site)
        ? FederationErrors.EvaluationFailed.At(Place(task.Key), $"no figures within {context.Spec.Sampling.Deadline}")
        : FederationErrors.SiteOffline.At($"site {task.Site}", "no silo of the cluster carries it");

    private TaskKey KeyOf(TaskKind kind, string client) => new(kind, context.Plan.Federation, context.Plan.Number, client, 1);

    private TaskReport Failed(WantedTask task, Problem problem) =>
        new() { Key = task.Key, Site = task.Site, StartedAt = context.Clock.GetUtcNow(), Failure = problem };

    private static string Place(TaskKey key) => key.Client.Length == 0 ? "the central test set" : $"client {key.Client}";

    /// <summary>Merges the clients' figures; null where none evaluated.</summary>
    /// <param name="reports">The reports.</param>
    public static Metrics? Federated(IEnumerable<TaskReport> reports) =>
        reports.Where(report => report.Key.Kind == TaskKind.Evaluate).Select(report => report.Metrics).OfType<Metrics>()
            .Aggregate((Metrics?)null, (sum, metrics) => sum is null ? metrics : sum.Merge(metrics));
}
