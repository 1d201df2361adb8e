using OrleansFederation.Evaluation;

namespace OrleansFederation.Clustering;

/// <summary>One cluster in a round.</summary>
[GenerateSerializer, Immutable, Alias("of.cluster-report")]
public sealed record ClusterReport
{
    /// <summary>The cluster's number, from 1.</summary>
    [Id(0)] public required int Cluster { get; init; }

    /// <summary>The clients of the round that are in it and whose updates are part of its aggregate; in the round that divides by similarity, those that it put there.</summary>
    [Id(1)] public int Clients { get; init; }

    /// <summary>Its version after the round; null before anybody has trained it.</summary>
    [Id(2)] public int? Version { get; init; }

    /// <summary>Why its model stays as it was or, in the round that makes the clusters' first models, is that of all; null where the round made one of its own, and before that is known.</summary>
    [Id(3)] public string? Kept { get; init; }

    /// <summary>The clients that evaluated its model.</summary>
    [Id(4)] public int Evaluated { get; init; }

    /// <summary>The merged figures of those clients; null where none evaluated it.</summary>
    [Id(5)] public Metrics? Federated { get; init; }

    /// <summary>How accuracy is spread over those clients; null where none evaluated it.</summary>
    [Id(6)] public ClientSpread? Spread { get; init; }
}
