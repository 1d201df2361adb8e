using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace OrleansFederation.Connections;

/// <summary>The settings of a handshake in which both sides show certificates, and what came of it.</summary>
internal sealed class TlsHandshake(TlsFiles files, PeerRole role, bool accepted)
{
    private X509Certificate2Collection _sent = [];

    /// <summary>Who the peer is, once the handshake is over.</summary>
    public PeerIdentity? Peer { get; private set; }

    /// <summary>Why the peer was refused.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The settings of the side that was dialled.</summary>
    /// <param name="optional">Whether a peer without a certificate is let in: others may prove who they are in another way.</param>
    public SslServerAuthenticationOptions Server(bool optional = false) => new()
    {
        ServerCertificateContext = files.Current.Context,
        ClientCertificateRequired = true,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        // A resumed session would be as old as its first handshake, whatever was revoked since.
        AllowTlsResume = false,
        AllowRenegotiation = false,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, certificate, chain, _) => (optional && certificate is null) || Validate(certificate, chain),
    };

    /// <summary>The settings of the side that dials.</summary>
    public SslClientAuthenticationOptions Client(string target) => new()
    {
        TargetHost = target,
        ClientCertificateContext = files.Current.Context,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        AllowTlsResume = false,
        AllowRenegotiation = false,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, certificate, chain, _) => Validate(certificate, chain),
    };

    /// <summary>What is needed to check the peer again while the connection lasts.</summary>
    public TlsSession Session(X509Certificate2 certificate, string remote, Action<string> close) => new(remote, certificate, _sent, role, accepted, close);

    private bool Validate(X509Certificate? certificate, X509Chain? chain)
    {
        if (certificate is null)
        {
            Refusal = "no certificate was shown";
            return false;
        }

        _sent = [.. chain?.ChainPolicy.ExtraStore ?? []];
        (Peer, Refusal) = files.Check(certificate as X509Certificate2 ?? new(certificate), _sent, role, accepted);
        return Refusal is null;
    }
}
