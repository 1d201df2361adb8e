namespace OrleansFederation.Errors;

/// <summary>What can be wrong in asynchronous federations.</summary>
public static partial class FederationErrors
{
    /// <summary>An update is older than the spec lets count.</summary>
    public static readonly FederationError UpdateStale = new("FED3085", "The update is too old to count",
        "The client began so many rounds ago that its update would be later than async.staleness allows. Its training is given up, and it begins again from a newer version.",
        "Nothing, where it is rare. Where the same clients are always late, raise async.staleness or async.buffer, give them less work (training.steps), or lower async.concurrency.", ExitCodes.NotMet, 409);

    /// <summary>A report came in while no round is open that could take it.</summary>
    public static readonly FederationError BetweenRounds = new("FED3086", "No round is open that could take the report",
        "The round that the client worked for is over, and the next is about to be opened.",
        "Nothing is to be done: the site tells it again a moment later.", ExitCodes.Conflict, 409);
}
