namespace OrleansFederation.Artifacts;

/// <summary>Goes by the caller's roles: a site reads what is published and writes its partial sums, an operator reads everything; everybody else is denied.</summary>
internal sealed class RoleArtifactAccess : IArtifactAccess
{
    /// <inheritdoc/>
    public ValueTask<ArtifactRights> DecideAsync(HttpContext context, string digest, CancellationToken cancellationToken)
    {
        var (user, rights) = (context.User, ArtifactRights.None);
        if (user.Identity is not { IsAuthenticated: true })
        {
            return ValueTask.FromResult(rights);
        }

        if (user.IsInRole("site"))
        {
            rights |= ArtifactRights.ReadPublished | ArtifactRights.WriteTransient;
        }

        if (user.IsInRole("operator"))
        {
            rights |= ArtifactRights.ReadPublished | ArtifactRights.ReadTransient;
        }

        return ValueTask.FromResult(rights);
    }
}
