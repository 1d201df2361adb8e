namespace OrleansFederation.Artifacts;

/// <summary>Decides what a caller may do with an artifact. Asked before anything is looked up, so that a refused caller costs nothing and learns nothing.</summary>
public interface IArtifactAccess
{
    /// <summary>Decides.</summary>
    /// <param name="context">The request, with whoever it is from in <see cref="HttpContext.User"/>.</param>
    /// <param name="digest">The artifact's digest, 64 lower-case hexadecimal digits.</param>
    /// <param name="cancellationToken">Cancels the decision.</param>
    ValueTask<ArtifactRights> DecideAsync(HttpContext context, string digest, CancellationToken cancellationToken);
}
