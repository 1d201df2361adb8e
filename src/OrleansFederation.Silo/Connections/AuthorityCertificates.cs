using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansFederation.Errors;
using OrleansFederation.Identity;

namespace OrleansFederation.Connections;

/// <summary>Issues the certificates of approved sites with the authority in a coordinator's folder.</summary>
internal sealed class AuthorityCertificates(IOptions<IssuingOptions> options, IOptions<ClusterOptions> cluster, TimeProvider clock) : ISiteCertificates, IHostedService
{
    /// <inheritdoc/>
    public Task<string?> IssueAsync(string site, string request, CancellationToken cancellationToken)
    {
        if (options.Value.Authority.Length == 0)
        {
            return Task.FromResult<string?>(null);
        }

        using var authority = Open();
        return Task.FromResult<string?>(authority.IssueTo(new CertificateHolder(site) { Sites = [site], Lifetime = options.Value.Lifetime }, request));
    }

    /// <summary>An authority that cannot be used is said at the start, not when a site waits for its approval.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Authority.Length > 0)
        {
            Open().Dispose();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private AuthorityFolder Open()
    {
        var authority = AuthorityFolder.Open(options.Value.Authority, clock);
        if (authority.Cluster == cluster.Value.ClusterId)
        {
            return authority;
        }

        authority.Dispose();
        throw FederationErrors.AuthorityUnusable.Exception(options.Value.Authority, $"it is the authority of {authority.Cluster}, and this cluster is {cluster.Value.ClusterId}");
    }
}
