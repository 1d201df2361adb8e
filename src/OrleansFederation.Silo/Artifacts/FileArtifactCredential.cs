using Microsoft.Extensions.Options;
using OrleansFederation.Errors;

namespace OrleansFederation.Artifacts;

/// <summary>The token in the file that <c>Artifacts:Credential</c> names, read anew for each request: whoever renews it replaces the file.</summary>
internal sealed class FileArtifactCredential(IOptions<ArtifactsOptions> options) : IArtifactCredential
{
    /// <inheritdoc/>
    public async ValueTask<string?> GetTokenAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Credential is not { Length: > 0 } path)
        {
            return null;
        }

        try
        {
            return (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FederationException(FederationErrors.ArtifactRefused.At(path, $"the site's token cannot be read: {exception.Message}", "Let Artifacts:Credential name the file that holds the site's token."), exception);
        }
    }
}
