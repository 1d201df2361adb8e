using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OrleansFederation.Errors;

namespace OrleansFederation.Connections;

/// <summary>What the files held at one moment; never changed, replaced as a whole.</summary>
internal sealed class TlsMaterial
{
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    private readonly RevocationPolicy _policy;
    private readonly TimeSpan _timeout;
    private readonly string _cluster;
    private readonly X509Certificate2Collection _authorities;
    private readonly IReadOnlyList<RevocationList> _lists;

    private TlsMaterial(TlsOptions options, string cluster, X509Certificate2 own, X509Certificate2Collection intermediates, X509Certificate2Collection authorities, IReadOnlyList<RevocationList> lists)
    {
        _policy = options.Revocation;
        _timeout = options.HandshakeTimeout;
        _cluster = cluster;
        _authorities = authorities;
        _lists = lists;
        Certificate = own;
        Context = SslStreamCertificateContext.Create(own, intermediates, offline: true);
        Identity = PeerIdentity.Read(own, cluster);
    }

    /// <summary>The process's own certificate.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The process's own certificate, as a handshake takes it.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>What the process's own certificate says.</summary>
    public PeerIdentity Identity { get; }

    /// <summary>Reads the files.</summary>
    /// <exception cref="FederationException">FED2020: a file is missing or malformed, or they do not fit together.</exception>
    public static TlsMaterial Read(TlsOptions options, string cluster)
    {
        var file = options.Certificate!;
        try
        {
            var own = X509Certificate2.CreateFromPemFile(file, options.Key);
            X509Certificate2Collection chain = [];
            chain.ImportFromPemFile(file);
            X509Certificate2Collection authorities = [];
            authorities.ImportFromPemFile(file = options.Authority!);
            if (authorities.Count == 0)
            {
                throw new CryptographicException("The file holds no certificate.");
            }

            IReadOnlyList<RevocationList> lists = [];
            if (options.Revocation is RevocationPolicy.List)
            {
                lists = RevocationList.Read(File.ReadAllBytes(file = options.RevocationList!));
            }

            return new(options, cluster, own, [.. chain.Skip(1)], authorities, lists);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new FederationException(FederationErrors.TlsFile.At(file, fault.Message), fault);
        }
    }

    /// <summary>Checks a peer's certificate: issued by the cluster's authority, in time, for this end of a connection, not revoked, and with a role that has business here.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="sent">Intermediate certificates that the peer sent.</param>
    /// <param name="role">Whom we expect.</param>
    /// <param name="accepted">Whether the peer connected to us, rather than we to it.</param>
    /// <param name="now">The time.</param>
    /// <returns>Who it is, or why it is refused.</returns>
    public (PeerIdentity? Peer, string? Refusal) Check(X509Certificate2 certificate, X509Certificate2Collection sent, PeerRole role, bool accepted, DateTimeOffset now)
    {
        var usage = accepted ? ClientUsage : ServerUsage;
        if (!certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Any(extension => extension.EnhancedKeyUsages[usage] is not null))
        {
            return (null, $"the certificate is not for {(accepted ? "clients" : "servers")} (extended key usage)");
        }

        using var chain = new X509Chain();
        var rules = chain.ChainPolicy;
        rules.TrustMode = X509ChainTrustMode.CustomRootTrust;
        rules.CustomTrustStore.AddRange(_authorities);
        rules.ExtraStore.AddRange(sent);
        rules.ApplicationPolicy.Add(new(usage));
        rules.VerificationTime = now.LocalDateTime;
        rules.VerificationTimeIgnored = false;
        rules.DisableCertificateDownloads = true;
        rules.RevocationFlag = X509RevocationFlag.ExcludeRoot;
        rules.RevocationMode = _policy is RevocationPolicy.Online ? X509RevocationMode.Online : X509RevocationMode.NoCheck;
        rules.UrlRetrievalTimeout = _timeout;
        if (!chain.Build(certificate))
        {
            return (null, string.Join("; ", chain.ChainStatus.Select(status => $"{status.Status}: {status.StatusInformation.TrimEnd('.', '\n', ' ')}").Distinct()));
        }

        var refusal = _policy is RevocationPolicy.List ? Revocation(chain, now) : null;
        var peer = PeerIdentity.Read(certificate, _cluster);
        return (refusal ?? Business(peer, role)) is { } reason ? (null, reason) : (peer, null);
    }

    private string? Revocation(X509Chain chain, DateTimeOffset now)
    {
        for (var i = 0; i + 1 < chain.ChainElements.Count; i++)
        {
            var (certificate, issuer) = (chain.ChainElements[i].Certificate, chain.ChainElements[i + 1].Certificate);
            List<RevocationList> lists = [.. _lists.Where(list => list.IsOf(issuer))];
            if (lists.Any(list => list.Revokes(certificate)))
            {
                return "the certificate was revoked";
            }

            if (!lists.Any(list => list.From <= now && now < list.Until))
            {
                return lists.Count == 0 ? "there is no revocation list of its issuer" : "the revocation list of its issuer is out of date";
            }
        }

        return null;
    }

    private string? Business(PeerIdentity peer, PeerRole role) => role switch
    {
        PeerRole.Silo when !peer.IsSilo => $"the certificate is of no silo of cluster {_cluster}",
        PeerRole.Caller when !peer.IsSilo && peer.Client is null => $"the certificate is of no silo or client of cluster {_cluster}",
        PeerRole.Gateway when !peer.Coordinator => $"the certificate is of no coordinator of cluster {_cluster}",
        _ => null,
    };
}
