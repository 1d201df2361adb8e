namespace OrleansFederation.Errors;

/// <summary>What can be wrong with whom a round may select.</summary>
public static partial class FederationErrors
{
    /// <summary>Too few clients meet what sampling.select asks for.</summary>
    public static readonly FederationError TooFewMeet = new("FED3080", "Too few clients meet what sampling.select asks for",
        "A round draws its clients from those that have the tags, whose site has the memory and the cores, and that were as fast and reliable in the rounds before as sampling.select asks for. It waits for sites that are away until its deadline. Clients that were too slow or not reliable, or are in quarantine, are tried again before it fails.",
        "Bring sites back or give them more, ask for less in sampling.select, or lower sampling.minimum; `fed client list --federation NAME` shows what each client has.", ExitCodes.NotMet, 503);
}
