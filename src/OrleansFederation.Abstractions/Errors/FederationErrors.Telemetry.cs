namespace OrleansFederation.Errors;

public static partial class FederationErrors
{
    /// <summary>A silo of the cluster does not answer the others.</summary>
    public static readonly FederationError SiloSilent = new("FED2060", "Silo does not answer",
        "Membership counts the silo as alive, but it did not answer a question in time: it is overloaded, frozen, or its silo port is not reachable from the others.",
        "Look at its log and at /health/live on its HTTP port, and check that the silo port is open among all silos; restart it if it stays silent.", ExitCodes.Unreachable, 503);

    /// <summary>A site's silo cannot do its work.</summary>
    public static readonly FederationError SiteTrial = new("FED2061", "Site cannot work",
        "A tiny training at the site, or the way of an artifact from the site to a coordinator, failed or took too long.",
        "Run `fed doctor` on the site's machine, and check that the site reaches the coordinators' HTTP port.", ExitCodes.Unreachable, 503);
}
