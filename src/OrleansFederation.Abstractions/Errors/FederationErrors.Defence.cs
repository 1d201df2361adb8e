namespace OrleansFederation.Errors;

/// <summary>What can be wrong with clients that are flagged.</summary>
public static partial class FederationErrors
{
    /// <summary>A client that is to be released is not kept out.</summary>
    public static readonly FederationError NotQuarantined = new("FED3075", "The client is not in quarantine",
        "A federation with defence.quarantine does not select clients for a while whose updates were flagged too often. Only such a client can be released, and only by the owner of the federation that keeps it out.",
        "`fed federation show NAME` lists the clients that a federation keeps out.", ExitCodes.NotFound, 404);
}
