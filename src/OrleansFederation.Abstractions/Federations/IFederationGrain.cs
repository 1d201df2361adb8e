using Orleans.Concurrency;
using OrleansFederation.Identity;
using OrleansFederation.Rounds;

namespace OrleansFederation.Federations;

/// <summary>A federation: opens its rounds one after another until all are committed, and resumes by itself. Key: <c>federation/{name}</c>.</summary>
[Alias("of.federation")]
public interface IFederationGrain : IGrainWithStringKey
{
    /// <summary>Creates the federation, resumes it where it was, or answers with its finished result.</summary>
    /// <param name="specJson">The spec as JSON, not yet validated.</param>
    /// <param name="cancellationToken">Cancels the call, not the federation.</param>
    /// <returns>The federation, or every problem of the spec; a changed spec under a name in use is the problem FED3005.</returns>
    [Alias("start"), Outside(Roles.Operator, Privileged = true), ResponseTimeout("00:02:00")]
    Task<StartResult> StartAsync(string specJson, CancellationToken cancellationToken = default);

    /// <summary>Stops the federation: the round in progress is cancelled, committed rounds stay.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The federation; null where there is none of this name.</returns>
    [Alias("stop"), AlwaysInterleave, Outside(Roles.Operator, Privileged = true)]
    Task<FederationView?> StopAsync(CancellationToken cancellationToken = default);

    /// <summary>Lets a client that was flagged too often be selected again, from the next round on; what it was flagged for is forgotten.</summary>
    /// <param name="client">The client's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The federation; null where there is none of this name.</returns>
    /// <exception cref="Errors.FederationException">FED3075 where the client may be selected already; FED4001.</exception>
    [Alias("release"), AlwaysInterleave, Outside(Roles.Operator, Privileged = true)]
    Task<FederationView?> ReleaseAsync(string client, CancellationToken cancellationToken = default);

    /// <summary>Gives the federation as it is now.</summary>
    /// <returns>The federation; null where there is none of this name.</returns>
    [Alias("get"), AlwaysInterleave, Outside(Roles.Operator | Roles.Auditor)]
    Task<FederationView?> GetAsync();

    /// <summary>Reads one example of the central test set, for the federation's owner.</summary>
    /// <param name="index">The example's index, from 0.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Errors.FederationException">FED3006, FED4001, FED6001, FED1020 to FED1024.</exception>
    [Alias("example"), AlwaysInterleave, Outside(Roles.Operator, Privileged = true)]
    Task<Data.DataExample> GetExampleAsync(int index, CancellationToken cancellationToken = default);

    /// <summary>Pushes what happens from now on, or from a position on as far as it is remembered; ends after the terminal event.</summary>
    /// <param name="after">The position after which to begin; 0 begins with the oldest remembered.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    [Alias("watch"), AlwaysInterleave, Outside(Roles.Operator | Roles.Auditor)]
    IAsyncEnumerable<FederationEvent> WatchAsync(long after, CancellationToken cancellationToken = default);

    /// <summary>Takes a round's outcome. Called by the round until acknowledged; repeating it changes nothing.</summary>
    /// <param name="outcome">The outcome.</param>
    [Alias("round-finished"), AlwaysInterleave]
    Task RoundFinishedAsync(RoundOutcome outcome);

    /// <summary>
    /// Makes sure that a running federation is driven, and so is its round. For the platform only: called when a silo is gone, and by
    /// whoever finds that nobody drives. Where all is well, it changes nothing.
    /// </summary>
    /// <param name="cancellationToken">Cancels the call, not the federation.</param>
    [Alias("resume"), AlwaysInterleave]
    Task ResumeAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes an event for those who watch. Best effort: events are not the record of what happened, rows are.</summary>
    /// <param name="event">The event; its position is set here.</param>
    [Alias("report"), AlwaysInterleave, OneWay]
    Task ReportAsync(FederationEvent @event);
}
