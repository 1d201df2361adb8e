using Orleans.Concurrency;
using OrleansFederation.Identity;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>One round of one federation: selects, collects updates until quorum or deadline, aggregates, evaluates, publishes. Key: <c>round/{federation}/{number}</c>.</summary>
[Alias("of.round")]
public interface IRoundGrain : IGrainWithStringKey
{
    /// <summary>Opens the round, or continues it where it was; acknowledged at once.</summary>
    /// <param name="plan">What to do; the same plan may be given again.</param>
    /// <param name="cancellationToken">Cancels the call, not the round.</param>
    [Alias("open")]
    Task OpenAsync(RoundPlan plan, CancellationToken cancellationToken = default);

    /// <summary>Takes a client's report of a finished or failed task. Repeating it changes nothing.</summary>
    /// <param name="report">The report.</param>
    [Alias("receive"), AlwaysInterleave]
    Task ReceiveAsync(TaskReport report);

    /// <summary>Takes progress of a client's training, for those who watch.</summary>
    /// <param name="progress">The progress.</param>
    [Alias("progress"), AlwaysInterleave, OneWay]
    Task ProgressAsync(TaskProgress progress);

    /// <summary>Gives up the round in progress; nothing committed is touched.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    [Alias("cancel"), AlwaysInterleave]
    Task CancelAsync(CancellationToken cancellationToken = default);

    /// <summary>Gives what the federation asked of the round. For the platform only.</summary>
    /// <returns>The plan; null where the round was never opened.</returns>
    [Alias("plan"), AlwaysInterleave]
    Task<RoundPlan?> GetPlanAsync();

    /// <summary>Gives the round's figures so far.</summary>
    /// <returns>The report; null where the round was never opened.</returns>
    [Alias("get"), AlwaysInterleave, Outside(Roles.Operator | Roles.Auditor)]
    Task<RoundReport?> GetAsync();
}
