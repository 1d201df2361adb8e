namespace OrleansFederation.Artifacts;

/// <summary>What a store has under a digest.</summary>
/// <param name="Artifact">The artifact with its length.</param>
/// <param name="IsTransient">Whether it is read within minutes and then discarded, such as a site's partial sum.</param>
public sealed record StoredArtifact(ArtifactRef Artifact, bool IsTransient);
