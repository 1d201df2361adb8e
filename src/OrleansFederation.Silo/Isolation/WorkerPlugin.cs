namespace OrleansFederation.Isolation;

/// <summary>A plugin that a worker loads.</summary>
/// <param name="Digest">The digest of its folder.</param>
/// <param name="File">Its assembly in the private copy.</param>
internal sealed record WorkerPlugin(string Digest, string File);
