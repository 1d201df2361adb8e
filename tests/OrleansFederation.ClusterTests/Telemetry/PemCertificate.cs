using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OrleansFederation.Telemetry;

/// <summary>A certificate made for a test.</summary>
internal static class PemCertificate
{
    /// <summary>Writes a self-signed certificate, and gives the file's path.</summary>
    public static string Write(string path, TimeSpan validFor)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=silo", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now + validFor);
        File.WriteAllText(path, certificate.ExportCertificatePem());
        return path;
    }
}
