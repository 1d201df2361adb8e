using OrleansFederation.Artifacts;

namespace OrleansFederation.Modeling;

/// <summary>A file of a program: what it holds, which the spec pins, and where the coordinator finds it.</summary>
/// <param name="Path">Its path on the coordinator, variables unexpanded; read when the federation is created.</param>
/// <param name="Digest">The SHA-256 of its bytes, <c>sha256:</c> and 64 lower-case hexadecimal digits.</param>
/// <param name="Length">The number of its bytes.</param>
public sealed record ProgramFile(string Path, string Digest, long Length)
{
    /// <summary>What digests begin with in a spec.</summary>
    public const string DigestPrefix = "sha256:";

    /// <summary>The file as an artifact.</summary>
    public ArtifactRef Artifact => new(Digest[DigestPrefix.Length..], Length);
}
