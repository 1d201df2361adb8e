using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OrleansFederation.Errors;

namespace OrleansFederation.Connections;

/// <summary>An authority in a folder: <c>ca.crt</c> and <c>ca.crl</c>, which every silo and client gets, and <c>ca.key</c>, which nobody gets.</summary>
public sealed class AuthorityFolder : IDisposable
{
    private const string CertificateFile = "ca.crt";
    private const string KeyFile = "ca.key";
    private const string ListFile = "ca.crl";

    private static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3650);

    private readonly string _folder;
    private readonly CertificateIssuer _issuer;

    private AuthorityFolder(string folder, CertificateIssuer issuer) => (_folder, _issuer) = (folder, issuer);

    /// <summary>The file of the authority's certificate.</summary>
    public string CertificatePath => Path.Combine(_folder, CertificateFile);

    /// <summary>The file of the revocation list.</summary>
    public string ListPath => Path.Combine(_folder, ListFile);

    /// <summary>The cluster's id.</summary>
    public string Cluster => _issuer.Cluster;

    /// <summary>Makes an authority in a folder.</summary>
    /// <param name="folder">The folder; made where there is none.</param>
    /// <param name="cluster">The cluster's id.</param>
    /// <param name="list">How long the first revocation list is good.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="FederationException">FED2022; FED1042 where the folder cannot be written.</exception>
    public static AuthorityFolder Create(string folder, string cluster, TimeSpan list, TimeProvider clock)
    {
        if (new[] { CertificateFile, KeyFile, ListFile }.Select(file => Path.Combine(folder, file)).FirstOrDefault(File.Exists) is { } there)
        {
            throw FederationErrors.AuthorityExists.Exception(there, "the file is there already");
        }

        var authority = new AuthorityFolder(folder, CertificateIssuer.Create(cluster, AuthorityLifetime, clock));
        PemFiles.Write(Path.Combine(folder, KeyFile), PemFiles.Key(authority._issuer.Certificate), secret: true);
        PemFiles.Write(authority.CertificatePath, authority._issuer.Certificate.ExportCertificatePem() + "\n", secret: false);
        authority.Renew(list);
        return authority;
    }

    /// <summary>Opens the authority of a folder. Its cluster's id is read from its name.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="FederationException">FED2023.</exception>
    public static AuthorityFolder Open(string folder, TimeProvider clock)
    {
        const string Naming = "authority of ";
        var path = Path.Combine(folder, CertificateFile);
        try
        {
            var certificate = X509Certificate2.CreateFromPemFile(path, Path.Combine(folder, KeyFile));
            var name = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
            return name.StartsWith(Naming, StringComparison.Ordinal)
                ? new(folder, new(certificate, name[Naming.Length..], clock))
                : throw FederationErrors.AuthorityUnusable.Exception(path, $"the certificate is of `{name}`, not of a cluster's authority");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new FederationException(FederationErrors.AuthorityUnusable.At(path, fault.Message), fault);
        }
    }

    /// <summary>Issues a certificate, and writes it with its key, the authority's certificate and the revocation list into a folder: everything that a process is given.</summary>
    /// <param name="holder">For whom.</param>
    /// <param name="output">The folder.</param>
    /// <param name="request">A signing request, in PEM, where the holder keeps its key; null makes one.</param>
    /// <exception cref="FederationException">FED2023: the request is malformed. FED1042 where the folder cannot be written.</exception>
    public IssuedFiles Issue(CertificateHolder holder, string output, string? request = null)
    {
        try
        {
            using var certificate = request is null ? _issuer.Issue(holder) : _issuer.Issue(request, holder);
            var files = new IssuedFiles(
                Path.Combine(output, "tls.crt"), request is null ? Path.Combine(output, "tls.key") : null, Path.Combine(output, CertificateFile), Path.Combine(output, ListFile), certificate.NotAfter.ToUniversalTime());
            if (files.Key is not null)
            {
                PemFiles.Write(files.Key, PemFiles.Key(certificate), secret: true);
            }

            PemFiles.Write(files.Certificate, certificate.ExportCertificatePem() + "\n", secret: false);
            PemFiles.Write(files.Authority, File.ReadAllText(CertificatePath), secret: false);
            PemFiles.Write(files.RevocationList, File.ReadAllText(ListPath), secret: false);
            return files;
        }
        catch (Exception fault) when (fault is CryptographicException or FileNotFoundException)
        {
            throw new FederationException(FederationErrors.AuthorityUnusable.At(_folder, fault.Message), fault);
        }
    }

    /// <summary>Issues a certificate for a key that its holder keeps.</summary>
    /// <param name="holder">For whom.</param>
    /// <param name="request">The signing request, in PEM.</param>
    /// <returns>The certificate, the authority's certificate and the revocation list, in PEM, one after another.</returns>
    /// <exception cref="FederationException">FED2023: the request is malformed.</exception>
    public string IssueTo(CertificateHolder holder, string request)
    {
        try
        {
            using var certificate = _issuer.Issue(request, holder);
            return string.Concat(certificate.ExportCertificatePem() + "\n", File.ReadAllText(CertificatePath), File.ReadAllText(ListPath));
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new FederationException(FederationErrors.AuthorityUnusable.At(_folder, fault.Message), fault);
        }
    }

    /// <summary>Revokes a certificate and writes the list.</summary>
    /// <param name="certificate">The file of the certificate.</param>
    /// <param name="list">How long the list is good.</param>
    /// <exception cref="FederationException">FED2023: the file is no certificate, or not of this authority.</exception>
    public void Revoke(string certificate, TimeSpan list)
    {
        try
        {
            using var revoked = X509Certificate2.CreateFromPem(File.ReadAllText(certificate));
            if (!revoked.IssuerName.RawData.AsSpan().SequenceEqual(_issuer.Certificate.SubjectName.RawData))
            {
                throw FederationErrors.AuthorityUnusable.Exception(certificate, "the certificate was issued by another authority");
            }

            Write(revoked, list);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new FederationException(FederationErrors.AuthorityUnusable.At(certificate, fault.Message), fault);
        }
    }

    /// <summary>Writes the list anew, before it ends.</summary>
    /// <param name="list">How long it is good.</param>
    public void Renew(TimeSpan list) => Write(null, list);

    /// <inheritdoc/>
    public void Dispose() => _issuer.Dispose();

    private void Write(X509Certificate2? revoked, TimeSpan list)
    {
        var former = File.Exists(ListPath) ? File.ReadAllText(ListPath) : null;
        PemFiles.Write(ListPath, _issuer.WriteRevocationList(former, revoked, list), secret: false);
    }
}
