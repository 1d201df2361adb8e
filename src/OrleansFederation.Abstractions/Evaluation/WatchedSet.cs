namespace OrleansFederation.Evaluation;

/// <summary>Which evaluation of a round a decision looks at.</summary>
public enum WatchedSet
{
    /// <summary>The merged figures of the clients that evaluated on their own test parts.</summary>
    Federated = 0,

    /// <summary>The figures on the central test set.</summary>
    Central = 1,
}
