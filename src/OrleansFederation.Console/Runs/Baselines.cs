using OrleansFederation.Federations;
using OrleansFederation.Output;

namespace OrleansFederation.Runs;

/// <summary>Follows the federations that are trained for comparison: one client alone, and all data pooled.</summary>
internal sealed class Baselines(FederationClient client, RunDisplay display, Terminal terminal)
{
    /// <summary>The names of the federations that a finished federation starts for comparison.</summary>
    public static IReadOnlyList<(string Name, string What)> Of(string federation) =>
        [($"{federation}.alone", "one client alone"), ($"{federation}.pooled", "all data pooled")];

    /// <summary>Follows them to their ends, one after the other.</summary>
    public async Task FollowAsync(FederationView federation, CancellationToken cancellationToken)
    {
        foreach (var (name, what) in Of(federation.Name))
        {
            if (await client.FindFederationAsync(name, cancellationToken) is not { Status: not FederationStatus.Finished } baseline)
            {
                continue;
            }

            terminal.Say($"For comparison: {what}.");
            var rounds = await client.ListRoundsAsync(name, cancellationToken);
            await display.ShowAsync(RunView.Of(baseline, rounds), client.WatchAsync(name, 0, cancellationToken), cancellationToken);
        }
    }
}
