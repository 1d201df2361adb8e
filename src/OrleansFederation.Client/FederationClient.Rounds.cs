using OrleansFederation.Errors;
using OrleansFederation.Naming;
using OrleansFederation.Rounds;

namespace OrleansFederation;

public sealed partial class FederationClient
{
    /// <summary>
    /// Computes a committed round again from its record, at the sites that trained, and compares updates and version with what is
    /// recorded. Takes as long as the round's training. Not repeated by itself.
    /// </summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="number">The round's number, from 1.</param>
    /// <param name="cancellationToken">Gives the replay up.</param>
    /// <exception cref="FederationException">FED3004, FED3007, FED3021, FED3022, FED4001, FED2008.</exception>
    public Task<RoundReplay> ReplayAsync(string federation, int number, CancellationToken cancellationToken = default) =>
        _calls.OnceAsync($"round {number} of {federation}", ct => grains.GetGrain<IReplayGrain>(GrainKeys.Replay(federation, number)).ReplayAsync(ct), cancellationToken);
}
