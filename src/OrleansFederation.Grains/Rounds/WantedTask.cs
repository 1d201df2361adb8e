using OrleansFederation.Artifacts;
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
}
