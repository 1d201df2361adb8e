using System.Text.Json.Nodes;
using OrleansFederation.Output;
using Spectre.Console;

namespace OrleansFederation.CrossValidation;

/// <summary>Shows how far a cross-validation is: a bar on a terminal, a line a fold elsewhere, JSON lines to programs.</summary>
/// <param name="terminal">Where to show it.</param>
/// <param name="runs">The federations.</param>
internal sealed class FoldProgress(Terminal terminal, IReadOnlyList<ValidationRun> runs)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(int Repeat, int Fold), int> _left = runs.CountBy(run => (run.Repeat, run.Fold)).ToDictionary();

    /// <summary>The federations that have finished.</summary>
    public int Finished { get; private set; }

    /// <summary>Those of them that had finished before.</summary>
    public int Found { get; private set; }

    /// <summary>Shows the progress of work until it ends.</summary>
    /// <param name="work">The work; it tells of each federation that has finished, and whether it was found so.</param>
    public async Task<T> ShowAsync<T>(Func<Action<ValidationRun, bool>, Task<T>> work)
    {
        if (!terminal.IsLive)
        {
            return await work((run, found) => Tell(run, found, null));
        }

        return await terminal.Error.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new RemainingTimeColumn())
            .StartAsync(async display =>
            {
                var bar = display.AddTask(Text(), maxValue: runs.Count);
                return await work((run, found) => Tell(run, found, bar));
            });
    }

    private void Tell(ValidationRun run, bool found, ProgressTask? bar)
    {
        lock (_gate)
        {
            Finished++;
            Found += found ? 1 : 0;
            if (bar is not null)
            {
                bar.Value = Finished;
                bar.Description = Text();
                return;
            }

            terminal.Stream(new JsonObject
            {
                ["event"] = "federation-finished",
                ["federation"] = run.Spec.Name,
                ["column"] = Figures.Word(run.Column),
                ["site"] = run.Site,
                ["repeat"] = run.Repeat + 1,
                ["fold"] = run.Fold + 1,
                ["finished"] = Finished,
                ["of"] = runs.Count,
            });
            if (--_left[(run.Repeat, run.Fold)] == 0)
            {
                terminal.Say($"repeat {run.Repeat + 1}, fold {run.Fold + 1}: done; {Finished} of {runs.Count} federations");
            }
        }
    }

    private string Text() => $"{Finished} of {runs.Count} federations";
}
