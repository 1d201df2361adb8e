namespace OrleansFederation.Artifacts;

/// <summary>Names bytes by their content.</summary>
/// <param name="Digest">The SHA-256 of the bytes, 64 lower-case hexadecimal digits.</param>
/// <param name="Length">The number of bytes.</param>
[GenerateSerializer, Immutable, Alias("of.artifact-ref")]
public sealed record ArtifactRef([property: Id(0)] string Digest, [property: Id(1)] long Length);
