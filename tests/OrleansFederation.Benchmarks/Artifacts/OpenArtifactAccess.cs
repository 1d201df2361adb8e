using Microsoft.AspNetCore.Http;

namespace OrleansFederation.Artifacts;

/// <summary>Lets everybody on this machine read and write: the benchmark measures the bytes, not who may move them.</summary>
internal sealed class OpenArtifactAccess : IArtifactAccess
{
    public ValueTask<ArtifactRights> DecideAsync(HttpContext context, string digest, CancellationToken cancellationToken) =>
        ValueTask.FromResult(ArtifactRights.ReadPublished | ArtifactRights.WriteTransient);
}
