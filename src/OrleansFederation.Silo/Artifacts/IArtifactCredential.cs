namespace OrleansFederation.Artifacts;

/// <summary>Gives the token with which a site shows a coordinator who it is.</summary>
public interface IArtifactCredential
{
    /// <summary>Gives the token, for <c>Authorization: Bearer</c>.</summary>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The token; null sends none.</returns>
    ValueTask<string?> GetTokenAsync(CancellationToken cancellationToken);
}
