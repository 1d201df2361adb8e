using OrleansFederation.Cli;
using OrleansFederation.Federations;
using OrleansFederation.Output;

namespace OrleansFederation.Runs;

/// <summary>Follows the federations that are trained for comparison: one client alone, and all data pooled.</summary>
internal sealed class Baselines(FederationClient client, ConsoleHost host, Terminal terminal)
{
    /// <summary>How long after its last event a federation may take to start them.</summary>
    private static readonly TimeSpan Appearing = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The names of the federations that a finished federation starts for comparison.</summary>
    public static IReadOnlyList<(string Name, string What)> Of(string federation) =>
        [($"{federation}.alone", "one client alone"), ($"{federation}.pooled", "all data pooled")];

    /// <summary>Follows them to their ends, one after the other.</summary>
    /// <param name="federation">The finished federation.</param>
    /// <param name="justFinished">Whether it finished just now, so that they may not be there yet.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    public async Task FollowAsync(FederationView federation, bool justFinished, CancellationToken cancellationToken)
    {
        foreach (var (name, what) in Of(federation.Name))
        {
            if (await FindAsync(name, justFinished, cancellationToken) is not { Status: not FederationStatus.Finished } baseline)
            {
                continue;
            }

            // One that an interrupted run left behind is driven by nobody yet; its own spec takes it up where it was.
            terminal.Say($"For comparison: {what}.");
            await client.StartAsync(baseline.Spec.Json, cancellationToken);
            var rounds = await client.ListRoundsAsync(name, cancellationToken);
            await new RunDisplay(host, terminal, brief: true).ShowAsync(RunView.Of(baseline, rounds), client.WatchAsync(name, 0, cancellationToken), cancellationToken);
        }
    }

    private async Task<FederationView?> FindAsync(string name, bool wait, CancellationToken cancellationToken)
    {
        var began = host.Clock.GetTimestamp();
        while (true)
        {
            if (await client.FindFederationAsync(name, cancellationToken) is { } found)
            {
                return found;
            }

            if (!wait || host.Clock.GetElapsedTime(began) > Appearing)
            {
                return null;
            }

            await Task.Delay(Pause, host.Clock, cancellationToken);
        }
    }
}
