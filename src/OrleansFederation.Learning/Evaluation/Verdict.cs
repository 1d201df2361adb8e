namespace OrleansFederation.Evaluation;

/// <summary>What two figures and their intervals say of each other.</summary>
public enum Verdict
{
    /// <summary>The intervals overlap, or one is not known: no difference may be claimed.</summary>
    NotDistinguishable = 0,

    /// <summary>The first is better.</summary>
    Better = 1,

    /// <summary>The first is worse.</summary>
    Worse = 2,
}
