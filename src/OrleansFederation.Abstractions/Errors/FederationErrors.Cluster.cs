namespace OrleansFederation.Errors;

public static partial class FederationErrors
{
    /// <summary>A silo process is configured wrongly.</summary>
    public static readonly FederationError SiloConfiguration = new("FED2040", "Configuration of the silo",
        "A setting of the silo process is missing or out of its range. Every setting that is wrong is named.",
        "Correct the setting in appsettings.json or in the environment (FED_SECTION__NAME) and start the silo again.", ExitCodes.Unreachable, 500);

    /// <summary>No silo of the cluster answers.</summary>
    public static readonly FederationError ClusterUnreachable = new("FED2041", "Cluster not reachable",
        "None of the named gateways answered, or none of them belongs to the named cluster.",
        "Check the gateways and the cluster's name, and that a silo is running: `fed doctor`.", ExitCodes.Unreachable, 503);
}
