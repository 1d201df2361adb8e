namespace OrleansFederation.CrossValidation;

/// <summary>
/// One fold of a cross-validation, as a federation of its own: every client's examples are dealt into folds, of which one is tested with
/// and the others are trained on. The model is tested once, after the last round, and by clients that need not have trained it.
/// </summary>
public sealed record FoldSpec
{
    /// <summary>The fold that is tested with, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The number of folds, 2 or more.</summary>
    public required int Of { get; init; }

    /// <summary>The seed of the dealing: all folds of one repeat have the same.</summary>
    public required long Seed { get; init; }

    /// <summary>The ordinals of the clients that train; null for all who take part.</summary>
    public IReadOnlyList<int>? Train { get; init; }

    /// <summary>The ordinals of the clients that test; null for all who take part.</summary>
    public IReadOnlyList<int>? Test { get; init; }

    /// <summary>Whether one client, the first of those that train, trains on the data of all of them, which its site must be able to open.</summary>
    public bool Pool { get; init; }
}
