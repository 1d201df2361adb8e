using OrleansFederation.Artifacts;
using OrleansFederation.Clustering;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>A task that a round wants done.</summary>
/// <param name="Key">Identifies the task.</param>
/// <param name="Ordinal">The client's ordinal; -1 for a site's own.</param>
/// <param name="Site">The site.</param>
/// <param name="Model">The artifact to start from.</param>
internal sealed record WantedTask(TaskKey Key, int Ordinal, string Site, ArtifactRef Model)
{
    /// <summary>The most steps of local training that fit the time budget; null where the spec's own are done.</summary>
    public long? Steps { get; init; }

    /// <summary>The client's cluster, whose model it is to take; null where there is none or the client chooses.</summary>
    public int? Cluster { get; init; }

    /// <summary>The models of which the client takes one; empty where it takes <see cref="Model"/>.</summary>
    public IReadOnlyList<ClusterCandidate> Candidates { get; init; } = [];
}
