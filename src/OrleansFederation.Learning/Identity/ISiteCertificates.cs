namespace OrleansFederation.Identity;

/// <summary>Makes the certificates with which sites' silos connect. Optional: without it, certificates come from elsewhere.</summary>
public interface ISiteCertificates
{
    /// <summary>Makes a certificate that is bound to a site.</summary>
    /// <param name="site">The site, which the certificate names whatever the request asks for.</param>
    /// <param name="request">The certificate request, in PEM.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The certificate, its authorities and their revocation lists, in PEM, the certificate first; null where this silo issues none.</returns>
    Task<string?> IssueAsync(string site, string request, CancellationToken cancellationToken);
}
