using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Inference;
using OrleansFederation.Rounds;
using OrleansFederation.Training;

namespace OrleansFederation.Defence;

/// <summary>
/// Tries every update of a round: the round's base moved by it alone is written as an ONNX file, and the site of the central test set
/// evaluates it, a few at a time.
/// </summary>
internal sealed class UpdateTrials(IArtifactStore artifacts, IModelExporter exporter, RoundContext context)
{
    private const int AtOnce = 8;

    /// <summary>Tries them.</summary>
    /// <param name="contributions">The contributions in ordinal order.</param>
    /// <param name="within">The longest to wait for a site that is away.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>The loss with each, in the same order, not finite where it is not; null where updates are lost.</returns>
    /// <exception cref="FederationException">FED3009 where one could not be evaluated in time; FED3021.</exception>
    public async Task<(IReadOnlyList<double>? Losses, IReadOnlyList<string> Lost)> TryAsync(
        IReadOnlyList<(string Site, Contribution Contribution)> contributions, TimeSpan within, CancellationToken cancellationToken)
    {
        List<double> losses = [];
        var models = new MovedModels(artifacts, exporter, context);
        foreach (var some in contributions.Chunk(AtOnce))
        {
            var tasks = await WriteAsync(models, some, within, cancellationToken);
            var isWhole = tasks.Count == some.Length;
            if (isWhole)
            {
                await GatherAsync(tasks, cancellationToken);
            }

            await models.DiscardAsync(tasks.Select(task => task.Model), cancellationToken);
            if (!isWhole)
            {
                return (null, [some[tasks.Count].Contribution.Client]);
            }

            losses.AddRange(tasks.Select(task => LossOf(context.Inbox.Others[task.Key])));
        }

        return (losses, []);
    }

    /// <summary>Writes the models of some trials, up to the first whose update is lost.</summary>
    private async Task<List<WantedTask>> WriteAsync(
        MovedModels models, IReadOnlyList<(string Site, Contribution Contribution)> contributions, TimeSpan within, CancellationToken cancellationToken)
    {
        List<WantedTask> tasks = [];
        foreach (var contribution in contributions)
        {
            var trial = KeyOf(contribution.Contribution);
            if (await models.TryWriteAsync(trial, contribution, within, cancellationToken) is not { } file)
            {
                break;
            }

            tasks.Add(new(trial, -1, context.Spec.Evaluation.Site, file));
        }

        return tasks;
    }

    // Where this ends early the site may be at a trial still: its file stays, for whoever takes the round up.
    private async Task GatherAsync(List<WantedTask> tasks, CancellationToken cancellationToken)
    {
        if (await new TaskGathering(context, tasks) { Anew = true }.RunAsync(cancellationToken) is { Count: > 0 })
        {
            throw context.Cluster.Reaches(context.Spec.Evaluation.Site)
                ? FederationErrors.EvaluationFailed.Exception("defence.scores.loss", $"updates were not tried on the central test set within {context.Spec.Sampling.Deadline}")
                : FederationErrors.SiteOffline.Exception($"site {context.Spec.Evaluation.Site}", "no silo of the cluster carries it, and updates are tried on its central test set");
        }
    }

    private static double LossOf(TaskReport report) => report switch
    {
        { Failure: { } failure } => throw new FederationException(failure with { Place = $"the trial of the update of client {report.Key.Client}, {failure.Place}" }),
        { Metrics: { Examples: > 0 } metrics } => metrics.Loss,
        _ => throw FederationErrors.EvaluationFailed.Exception($"the trial of the update of client {report.Key.Client}", "the central test set has no example"),
    };

    private TaskKey KeyOf(Contribution contribution) => new(TaskKind.Trial, context.Plan.Federation, context.Plan.Number, contribution.Client, contribution.Attempt);
}
