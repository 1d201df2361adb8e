using Orleans.Concurrency;
using OrleansFederation.Identity;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>Computes a committed round again from its record, and compares. Key: <c>replay/{federation}/{number}</c>.</summary>
[Alias("of.replay")]
public interface IReplayGrain : IGrainWithStringKey
{
    /// <summary>Trains every contributor again at its site, folds, applies, and compares with what is recorded. For the federation's owner.</summary>
    /// <param name="cancellationToken">Gives the replay up.</param>
    /// <exception cref="Errors.FederationException">FED3007, FED3021, FED3022, FED4001.</exception>
    [Alias("replay"), ResponseTimeout("02:00:00"), Outside(Roles.Operator, Privileged = true)]
    Task<RoundReplay> ReplayAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes the report of a task of the replay. Repeating it changes nothing.</summary>
    /// <param name="report">The report.</param>
    [Alias("receive"), AlwaysInterleave]
    Task ReceiveAsync(TaskReport report);
}
