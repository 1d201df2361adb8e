using OrleansFederation.Errors;

namespace OrleansFederation.Artifacts;

/// <summary>Checks what callers say an artifact is, before it becomes a path or a row.</summary>
internal static class ArtifactNames
{
    /// <summary>Tells whether text is a digest: 64 lower-case hexadecimal digits.</summary>
    /// <param name="digest">The text.</param>
    public static bool IsDigest(string? digest) => digest is { Length: 64 } && digest.All(char.IsAsciiHexDigitLower);

    /// <summary>Gives an artifact's digest.</summary>
    /// <param name="artifact">The artifact.</param>
    /// <exception cref="FederationException">FED2006 where it is none.</exception>
    public static string DigestOf(ArtifactRef artifact) => IsDigest(artifact.Digest)
        ? artifact.Digest
        : throw FederationErrors.ArtifactDamaged.Exception("an artifact reference", "its digest is not 64 lower-case hexadecimal digits");

    /// <summary>Makes the error of an artifact that is missing or damaged.</summary>
    /// <param name="place">Where it should be.</param>
    /// <param name="artifact">The artifact.</param>
    /// <param name="cause">What is wrong.</param>
    public static FederationException Damaged(string place, ArtifactRef artifact, string cause) =>
        FederationErrors.ArtifactDamaged.Exception(place, $"artifact {artifact.Digest[..Math.Min(12, artifact.Digest.Length)]}…: {cause}");
}
