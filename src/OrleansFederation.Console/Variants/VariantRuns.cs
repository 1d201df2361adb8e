using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Federations;
using OrleansFederation.Output;
using OrleansFederation.Rounds;
using OrleansFederation.Runs;

namespace OrleansFederation.Variants;

/// <summary>Runs the federations of a comparison, one after the other so that their times are their own. What is finished is only read, and what fails stops no other.</summary>
/// <param name="client">The way to the federations.</param>
/// <param name="host">The process.</param>
/// <param name="terminal">Where to show how far they are.</param>
internal sealed class VariantRuns(FederationClient client, ConsoleHost host, Terminal terminal)
{
    private readonly List<VariantTrial> _trials = [];

    /// <summary>What is done so far.</summary>
    public IReadOnlyList<VariantTrial> Trials => _trials;

    /// <summary>Runs them.</summary>
    /// <param name="runs">The federations.</param>
    /// <param name="cancellationToken">Ends it; what is done stays.</param>
    /// <returns>What each came to, in their order.</returns>
    public async Task<IReadOnlyList<VariantTrial>> RunAsync(IReadOnlyList<VariantRun> runs, CancellationToken cancellationToken)
    {
        foreach (var (index, run) in runs.Index())
        {
            var trial = await RunAsync(run, $"{run.Variant}, seed {run.Seed} ({index + 1} of {runs.Count})", cancellationToken);
            _trials.Add(trial);
            terminal.Stream(new JsonObject
            {
                ["event"] = trial.Failure is null ? "variant-finished" : "variant-failed",
                ["federation"] = run.Spec.Name,
                ["variant"] = run.Variant,
                ["seed"] = run.Seed,
                ["rounds"] = trial.Rounds.Count,
                ["failure"] = JsonForm.Node(trial.Failure),
                ["done"] = _trials.Count,
                ["of"] = runs.Count,
            });
        }

        return _trials;
    }

    private async Task<VariantTrial> RunAsync(VariantRun run, string what, CancellationToken cancellationToken)
    {
        var started = await client.StartAsync(CanonicalJson.Write(run.Spec).Json, cancellationToken);
        if (started.Problems.Count > 0 || started.Federation is not { } view)
        {
            terminal.Say($"{what}: {started.Problems[0].Code} {started.Problems[0].Cause}");
            return new(run, [], started.Problems[0], Found: false);
        }

        var found = view.Status is FederationStatus.Finished;
        terminal.Say(found ? $"{what}: finished already" : view.Round > 0 ? $"{what}: continues after round {view.Round} of {view.Rounds}" : what);
        if (!found)
        {
            var before = await client.ListRoundsAsync(view.Name, cancellationToken);
            await new RunDisplay(host, terminal, brief: true).ShowAsync(RunView.Of(view, before), client.WatchAsync(view.Name, 0, cancellationToken), cancellationToken);
            view = await client.GetFederationAsync(view.Name, cancellationToken);
        }

        var rounds = await client.ListRoundsAsync(view.Name, cancellationToken);
        return new(run, [.. rounds.Where(round => round.Phase is RoundPhase.Committed)], FederationEnds.FailureOf(view), found);
    }
}
