using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OrleansFederation.Errors;

namespace OrleansFederation.Identity;

/// <summary>Requests to a coordinator by a machine that has no certificate yet.</summary>
internal static class AuthorityHandler
{
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";

    /// <summary>Makes a handler that believes the servers of one authority only, or, without a file, those that the machine believes.</summary>
    /// <param name="path">The authority's certificate, in PEM.</param>
    /// <exception cref="FederationException">FED1043 where the file cannot be read as one.</exception>
    public static HttpMessageHandler Create(string? path)
    {
        if (path is null)
        {
            return new SocketsHttpHandler();
        }

        X509Certificate2Collection authorities = [];
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new FederationException(FederationErrors.InputNotFound.At(path, fault.Message), fault);
        }

        return new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                // The names of pods and forwarded ports are in no certificate: who signed it decides, as between silos.
                RemoteCertificateValidationCallback = (_, certificate, sent, _) => certificate is X509Certificate2 shown && IsOf(authorities, shown, sent),
            },
        };
    }

    private static bool IsOf(X509Certificate2Collection authorities, X509Certificate2 shown, X509Chain? sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ExtraStore.AddRange(sent?.ChainPolicy.ExtraStore ?? []);
        chain.ChainPolicy.ApplicationPolicy.Add(new(ServerUsage));
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(shown);
    }
}
