using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OrleansFederation.Connections;

/// <summary>The authority of a cluster: issues certificates to silos and clients, and says which it has revoked. Works without a network and keeps nothing itself.</summary>
public sealed class CertificateIssuer : IDisposable
{
    private const int SerialBytes = 16;
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    // Clocks of two machines differ by a little, and a certificate that begins in the future is refused.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private readonly X509Certificate2 _certificate;
    private readonly string _cluster;
    private readonly TimeProvider _clock;

    /// <summary>Makes an issuer of an authority's certificate with its key.</summary>
    /// <param name="certificate">The authority's certificate with its private key; belongs to the issuer from now on.</param>
    /// <param name="cluster">The cluster's id.</param>
    /// <param name="clock">The clock.</param>
    public CertificateIssuer(X509Certificate2 certificate, string cluster, TimeProvider clock) => (_certificate, _cluster, _clock) = (certificate, cluster, clock);

    /// <summary>The authority's certificate.</summary>
    public X509Certificate2 Certificate => _certificate;

    /// <summary>The cluster's id.</summary>
    public string Cluster => _cluster;

    /// <summary>Makes a new authority with a key of its own (P-256).</summary>
    /// <param name="cluster">The cluster's id.</param>
    /// <param name="lifetime">How long it is good.</param>
    /// <param name="clock">The clock.</param>
    public static CertificateIssuer Create(string cluster, TimeSpan lifetime, TimeProvider clock)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Name($"authority of {cluster}"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = clock.GetUtcNow();
        return new(request.CreateSelfSigned(now - Skew, now + lifetime), cluster, clock);
    }

    /// <summary>Issues a certificate with a new key (P-256).</summary>
    /// <param name="holder">For whom.</param>
    /// <returns>The certificate with its key.</returns>
    public X509Certificate2 Issue(CertificateHolder holder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var bare = Sign(new(Name(holder.Name), key, HashAlgorithmName.SHA256), holder);
        return bare.CopyWithPrivateKey(key);
    }

    /// <summary>Issues a certificate for a key that its holder keeps. Of the request only the key is taken: what the certificate says is for the authority to decide.</summary>
    /// <param name="request">The signing request, in PEM.</param>
    /// <param name="holder">For whom.</param>
    /// <exception cref="CryptographicException">The request is malformed, or its signature is not by its key.</exception>
    public X509Certificate2 Issue(string request, CertificateHolder holder)
    {
        var asked = CertificateRequest.LoadSigningRequestPem(request, HashAlgorithmName.SHA256);
        return Sign(new(Name(holder.Name), asked.PublicKey, HashAlgorithmName.SHA256), holder);
    }

    /// <summary>Writes a list of what is revoked.</summary>
    /// <param name="former">The list before, in PEM; null begins one.</param>
    /// <param name="revoked">A certificate to add; null adds none and renews the list.</param>
    /// <param name="lifetime">How long the list is good. When it ends without another, every certificate is refused.</param>
    /// <returns>The list, in PEM.</returns>
    /// <exception cref="CryptographicException">The former list is malformed.</exception>
    public string WriteRevocationList(string? former, X509Certificate2? revoked, TimeSpan lifetime)
    {
        BigInteger number = 0;
        var list = former is null ? new() : CertificateRevocationListBuilder.LoadPem(former, out number);
        if (revoked is not null)
        {
            list.RemoveEntry(revoked.SerialNumberBytes.Span);
            list.AddEntry(revoked, _clock.GetUtcNow());
        }

        var now = _clock.GetUtcNow();
        return PemEncoding.WriteString("X509 CRL", list.Build(_certificate, number + 1, now + lifetime, HashAlgorithmName.SHA256, thisUpdate: now - Skew)) + "\n";
    }

    /// <inheritdoc/>
    public void Dispose() => _certificate.Dispose();

    private X509Certificate2 Sign(CertificateRequest request, CertificateHolder holder)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var uri in Uris(holder))
        {
            names.AddUri(new(uri));
        }

        foreach (var dns in holder.DnsNames)
        {
            names.AddDnsName(dns);
        }

        foreach (var address in holder.Addresses)
        {
            names.AddIpAddress(address);
        }

        OidCollection usages = [];
        if (holder.Dials)
        {
            usages.Add(new(ClientUsage));
        }

        if (holder.Answers && !holder.Client)
        {
            usages.Add(new(ServerUsage));
        }

        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(usages, critical: false));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var now = _clock.GetUtcNow();
        var (begin, end) = (now - Skew, now + holder.Lifetime);
        var (first, last) = (new DateTimeOffset(_certificate.NotBefore.ToUniversalTime()), new DateTimeOffset(_certificate.NotAfter.ToUniversalTime()));
        var serial = RandomNumberGenerator.GetBytes(SerialBytes);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return request.Create(_certificate, begin < first ? first : begin, end > last ? last : end, serial);
    }

    private IEnumerable<string> Uris(CertificateHolder holder)
    {
        if (holder.Client)
        {
            return [PeerIdentity.ClientUri(_cluster, holder.Name)];
        }

        return
        [
            .. holder.Coordinator ? [PeerIdentity.CoordinatorUri(_cluster)] : (string[])[],
            .. holder.Sites.Count > 0 ? [PeerIdentity.SiteSiloUri(_cluster)] : (string[])[],
            .. holder.Sites.Select(site => PeerIdentity.SiteUri(_cluster, site)),
        ];
    }

    private static X500DistinguishedName Name(string common)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(common);
        name.AddOrganizationName("orleans-federation");
        return name.Build();
    }
}
