namespace OrleansFederation.Errors;

/// <summary>What can be wrong with what clients keep from round to round.</summary>
public static partial class FederationErrors
{
    /// <summary>What a client kept of an earlier round is missing or damaged.</summary>
    public static readonly FederationError ClientStateLost = new("FED3070", "What a client kept of an earlier round is missing or damaged",
        "Some federations let each client keep something at its site from one round to the next, such as the error that compression left. A client that has taken part may not begin anew, since that would change the result without anybody's knowing.",
        "Restore the site's folder from a backup; without one, let other clients be selected (sampling.onError: dynamic), or run the spec under another name.", ExitCodes.NotMet, 409);
}
