namespace OrleansFederation.CrossValidation;

/// <summary>What is compared in a cross-validation. Every column is tested with the same examples.</summary>
public enum ValidationColumn
{
    /// <summary>The class that most of a site's own examples outside the fold have, answered always.</summary>
    Majority = 0,

    /// <summary>A model of each site's own, trained on its data alone.</summary>
    Alone = 1,

    /// <summary>The federation.</summary>
    Federated = 2,

    /// <summary>One model trained on all data in one place.</summary>
    Pooled = 3,

    /// <summary>For each site the federation of all others, which has never seen a row of the site, nor its statistics.</summary>
    LeftOut = 4,
}
