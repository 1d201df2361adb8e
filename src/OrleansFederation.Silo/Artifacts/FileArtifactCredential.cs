using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansFederation.Errors;
using OrleansFederation.Identity;

namespace OrleansFederation.Artifacts;

/// <summary>
/// What the file that <c>Artifacts:Credential</c> names stands for: a token, read anew for each request, since whoever renews it replaces the
/// file; or the site's private key, with which this silo signs its own tokens, each used for half of its life.
/// </summary>
internal sealed class FileArtifactCredential(
    IOptions<ArtifactsOptions> options, IOptions<Hosting.SiloOptions> silo, IOptions<IdentityOptions> identity, IOptions<ClusterOptions> cluster, TimeProvider clock) : IArtifactCredential
{
    private const string KeyBegins = "-----BEGIN";

    private static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(10);

    private volatile Signed? _signed;

    /// <inheritdoc/>
    public async ValueTask<string?> GetTokenAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Credential is not { Length: > 0 } path)
        {
            return null;
        }

        string text;
        try
        {
            text = await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FederationException(
                FederationErrors.ArtifactRefused.At(path, $"the site's key or token cannot be read: {exception.Message}", "Let Artifacts:Credential name the file that fed site join wrote, or a token's."), exception);
        }

        return text.StartsWith(KeyBegins, StringComparison.Ordinal) ? Sign(path, text) : text.Trim();
    }

    private string Sign(string path, string text)
    {
        var now = clock.GetUtcNow();
        if (_signed is { } last && last.Key == text && now < last.Until)
        {
            return last.Token;
        }

        var site = options.Value.Site is { Length: > 0 } named ? named : silo.Value.SiteList[0];
        var audience = identity.Value.Audience is { Length: > 0 } other ? other : cluster.Value.ClusterId;
        using var key = KeyFile.ReadPrivate(path);
        var token = TokenIssuer.IssueForSite(key, audience, site, now, TokenLife);
        _signed = new(text, token, now + (TokenLife / 2));
        return token;
    }

    private sealed record Signed(string Key, string Token, DateTimeOffset Until);
}
