namespace OrleansFederation.Clustering;

/// <summary>Clustered federation: several models, each trained by those clients that it suits. One of <see cref="Ifca"/> and <see cref="Similarity"/> is given.</summary>
public sealed record ClusteringSpec
{
    /// <summary>The joint rounds before clients are clustered by similarity for good, where the spec does not say.</summary>
    public const int UsualAfter = 3;

    /// <summary>The number of models, 2 to 16, of which a client takes in each round the one with the least loss on its training part; null where clients are clustered otherwise.</summary>
    public int? Ifca { get; init; }

    /// <summary>The number of clusters, 2 to 16, into which the clients of one round are divided by how similar their updates are; null where clients are clustered otherwise.</summary>
    public int? Similarity { get; init; }

    /// <summary>
    /// The joint rounds, 1 or more, after which clients are divided by similarity: with <see cref="Similarity"/> for good, with
    /// <see cref="Ifca"/> to give the models from which clients choose from then on. Null where each model begins with numbers of its own.
    /// </summary>
    public int? After { get; init; }

    /// <summary>The number of clusters.</summary>
    public int Count => Ifca ?? Similarity ?? 0;
}
