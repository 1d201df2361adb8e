namespace OrleansFederation.Grants;

/// <summary>What a grant allows on one model.</summary>
[Flags]
public enum GrantScopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Ask the model for answers.</summary>
    Infer = 1,

    /// <summary>Fetch a version's files.</summary>
    Download = 2,

    /// <summary>See where versions come from.</summary>
    Lineage = 4,

    /// <summary>Train further versions.</summary>
    Train = 8,

    /// <summary>Give and revoke grants, set aliases and visibility.</summary>
    Manage = 16,

    /// <summary>Everything; what the owner has.</summary>
    All = Infer | Download | Lineage | Train | Manage,
}
