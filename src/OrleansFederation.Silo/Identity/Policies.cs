namespace OrleansFederation.Identity;

/// <summary>The policies of HTTP endpoints. What states none is open to operators only.</summary>
internal static class Policies
{
    /// <summary>For operators.</summary>
    public const string Operator = "operator";

    /// <summary>For sites.</summary>
    public const string Site = "site";

    /// <summary>For consumers of models.</summary>
    public const string Consumer = "consumer";

    /// <summary>For auditors, and operators.</summary>
    public const string Auditor = "auditor";

    /// <summary>For those whom artifacts are for: sites and operators. Which of them, and how, is decided for each.</summary>
    public const string Artifacts = "artifacts";
}
