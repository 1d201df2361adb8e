using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OrleansFederation.Telemetry;

/// <summary>Says when the silo's certificate ends; the file is read again when it was replaced.</summary>
/// <param name="path">The PEM file; null where the silo has none.</param>
internal sealed class CertificateDates(string? path)
{
    private readonly Lock _lock = new();
    private (DateTime Written, DateTimeOffset? Until) _known;

    /// <summary>When the certificate ends; null where there is none, or it cannot be read.</summary>
    public DateTimeOffset? Until
    {
        get
        {
            if (path is not { Length: > 0 } || !File.Exists(path))
            {
                return null;
            }

            lock (_lock)
            {
                var written = File.GetLastWriteTimeUtc(path);
                if (written != _known.Written)
                {
                    _known = (written, Read(path));
                }

                return _known.Until;
            }
        }
    }

    private static DateTimeOffset? Read(string path)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(path);
            return new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            // Whoever opens connections with it says what is wrong with it; here it is a figure that is missing.
            return null;
        }
    }
}
