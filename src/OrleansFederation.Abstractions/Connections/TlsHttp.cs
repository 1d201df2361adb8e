using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace OrleansFederation.Connections;

/// <summary>HTTP requests over the same certificates as everything else.</summary>
internal static class TlsHttp
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(10);

    /// <summary>A connection is renewed at least this often, so that it is never much older than the check of its certificate.</summary>
    private static readonly TimeSpan RenewEvery = TimeSpan.FromMinutes(2);

    /// <summary>Makes a handler that shows our certificate and accepts those of coordinators.</summary>
    public static SocketsHttpHandler CreateHandler(TlsFiles files) => new()
    {
        ConnectTimeout = ConnectWithin,
        PooledConnectionLifetime = RenewEvery,
        SslOptions = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            LocalCertificateSelectionCallback = (_, _, _, _, _) => files.Current.Certificate,
            RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
                certificate is X509Certificate2 shown
                && files.Check(shown, [.. chain?.ChainPolicy.ExtraStore ?? []], PeerRole.Gateway, accepted: false).Refusal is null,
        },
    };

    /// <summary>Makes a handler that keeps the files to itself, and lets go of them when it is disposed.</summary>
    public static HttpMessageHandler CreateOwningHandler(TlsFiles files) => new Owner(files);

    private sealed class Owner(TlsFiles files) : DelegatingHandler(CreateHandler(files))
    {
        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (disposing)
            {
                files.Dispose();
            }
        }
    }
}
