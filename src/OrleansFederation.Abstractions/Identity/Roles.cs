namespace OrleansFederation.Identity;

/// <summary>What a principal is to the cluster. Roles say which calls may be made at all; grants say on which models.</summary>
[Flags]
public enum Roles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Runs federations, invites sites, sees everything but data.</summary>
    Operator = 1,

    /// <summary>A site's own process, which moves artifacts over HTTP.</summary>
    Site = 2,

    /// <summary>Uses models that it holds grants on.</summary>
    Consumer = 4,

    /// <summary>Looks, and changes nothing.</summary>
    Auditor = 8,
}
