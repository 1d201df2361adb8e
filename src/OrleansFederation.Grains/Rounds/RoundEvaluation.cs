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
        List<TaskKey> tasks = [];
        if (evaluation.Central)
        {
            tasks.Add(await OrderAsync(TaskKind.EvaluateCentral, "", -1, evaluation.Site, onnx, cancellationToken));
        }

        foreach (var client in clients)
        {
            tasks.Add(await OrderAsync(TaskKind.Evaluate, client.Id, client.Ordinal, client.Site, onnx, cancellationToken));
        }

        var began = context.Clock.GetTimestamp();
        while (tasks.Any(key => !inbox.Others.ContainsKey(key)))
        {
            var left = sampling.Deadline - context.Clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                break;
            }

            await inbox.Changed.WaitAsync(left, context.Clock, cancellationToken);
        }

        TaskReport[] reports = [.. tasks.Select(key => inbox.Others.GetValueOrDefault(key) ?? Failed(key, FederationErrors.EvaluationFailed.At(Place(key), $"no figures within {sampling.Deadline}")))];
        var failures = reports.Where(report => report.Failure is not null).ToArray();
        var fatal = failures.FirstOrDefault(report => report.Key.Kind == TaskKind.EvaluateCentral || sampling.OnError == ErrorPolicy.Strict)
            ?? (clients.Count - failures.Length < Math.Min(evaluation.Minimum, clients.Count) ? failures.FirstOrDefault() : null);
        return fatal is null
            ? reports
            : throw new FederationException(fatal.Failure! with { Place = $"{Place(fatal.Key)}, {fatal.Failure!.Place}" });
    }

    private async Task<TaskKey> OrderAsync(TaskKind kind, string client, int ordinal, string site, ArtifactRef onnx, CancellationToken cancellationToken)
    {
        var key = new TaskKey(kind, context.Plan.Federation, context.Plan.Number, client, 1);
        if (await context.OrderAsync(kind, client, ordinal, site, 1, onnx, cancellationToken) is { } refusal)
        {
            context.Inbox.Others[key] = Failed(key, refusal);
        }

        return key;
    }

    private TaskReport Failed(TaskKey key, Problem problem) => new() { Key = key, Site = "", StartedAt = context.Clock.GetUtcNow(), Failure = problem };

    private static string Place(TaskKey key) => key.Client.Length == 0 ? "the central test set" : $"client {key.Client}";

    /// <summary>Merges the clients' figures; null where none evaluated.</summary>
    /// <param name="reports">The reports.</param>
    public static Metrics? Federated(IEnumerable<TaskReport> reports) =>
        reports.Where(report => report.Key.Kind == TaskKind.Evaluate).Select(report => report.Metrics).OfType<Metrics>()
            .Aggregate((Metrics?)null, (sum, metrics) => sum is null ? metrics : sum.Merge(metrics));
}
