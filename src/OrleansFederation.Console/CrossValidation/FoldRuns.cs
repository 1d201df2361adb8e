using OrleansFederation.Errors;
using OrleansFederation.Federations;

namespace OrleansFederation.CrossValidation;

/// <summary>Runs the federations of a cross-validation, a few at a time. Those that are finished are only read: an interrupted cross-validation goes on where it was.</summary>
/// <param name="client">The way to the federations.</param>
internal sealed class FoldRuns(FederationClient client)
{
    // A round of small models waits for the disk more than for the processor: a few side by side fill the pauses.
    private const int AtOnce = 4;

    /// <summary>Runs them.</summary>
    /// <param name="runs">The federations.</param>
    /// <param name="finished">Told after each one, and whether it was found finished; calls may come from several threads.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Their tests, in the order of the federations.</returns>
    /// <exception cref="FederationException">What a federation failed of, with its place in the cross-validation.</exception>
    public async Task<IReadOnlyList<FoldTest>> RunAsync(IReadOnlyList<ValidationRun> runs, Action<ValidationRun, bool> finished, CancellationToken cancellationToken)
    {
        var tests = new IReadOnlyList<FoldTest>[runs.Count];
        await Parallel.ForAsync(0, runs.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (i, token) =>
        {
            (tests[i], var found) = await RunAsync(runs[i], token);
            finished(runs[i], found);
        });
        return [.. tests.SelectMany(each => each)];
    }

    private async Task<(IReadOnlyList<FoldTest> Tests, bool Found)> RunAsync(ValidationRun run, CancellationToken cancellationToken)
    {
        var started = await client.StartAsync(CanonicalJson.Write(run.Spec).Json, cancellationToken);
        if (started.Problems.Count > 0 || started.Federation is not { } view)
        {
            throw new FederationException([.. started.Problems.Select(problem => problem with { Place = $"{Place(run)}, {problem.Place}" })]);
        }

        var found = view.Status is FederationStatus.Finished;
        if (!found)
        {
            await foreach (var happened in client.WatchAsync(view.Name, 0, cancellationToken))
            {
                if (FederationEvents.IsTerminal(happened.Kind))
                {
                    break;
                }
            }

            view = await client.GetFederationAsync(view.Name, cancellationToken);
            if (FederationEnds.FailureOf(view) is { } problem)
            {
                throw new FederationException(problem with { Place = $"{Place(run)}, {problem.Place}" });
            }
        }

        var last = await client.GetRoundAsync(view.Name, view.Rounds, cancellationToken);
        return ([.. run.Site is { } site
            ? last.Federated is { } own ? [new FoldTest(run.Column, site, run.Repeat, run.Fold, own)] : Array.Empty<FoldTest>()
            : last.Sites.Select(one => new FoldTest(run.Column, ValidationPlan.ShortName(run.Spec, one.Site), run.Repeat, run.Fold, one.Metrics))], found);
    }

    private static string Place(ValidationRun run) => $"repeat {run.Repeat + 1}, fold {run.Fold + 1}, {ColumnNames.Label(run.Column)}{(run.Site is { } site ? $" ({site})" : "")}";
}
