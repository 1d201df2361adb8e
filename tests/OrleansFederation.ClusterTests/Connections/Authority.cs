using System.Security.Cryptography.X509Certificates;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Connections;

/// <summary>An authority, and the files of those it has certified.</summary>
internal sealed class Authority : IDisposable
{
    private static readonly TimeSpan ListLifetime = TimeSpan.FromDays(1);

    private readonly TemporaryFolder _folder = new();
    private readonly SettableClock _clock = new() { Now = TimeProvider.System.GetUtcNow().AddDays(-200) };
    private readonly AuthorityFolder _authority;
    private int _issued;

    /// <summary>Makes an authority that is 200 days old, so that certificates can have ended.</summary>
    public Authority(string cluster = GuardedSilo.Cluster)
    {
        _authority = AuthorityFolder.Create(_folder["authority"], cluster, ListLifetime, _clock);
        _clock.Now = TimeProvider.System.GetUtcNow();
        _authority.Renew(ListLifetime);
    }

    public string Folder => _folder["authority"];

    public string ListPath => _authority.ListPath;

    public IssuedFiles Coordinator => Issue(new("coordinator") { Coordinator = true });

    public IssuedFiles Client => Issue(new("alice") { Client = true });

    public IssuedFiles Site(params string[] sites) => Issue(new("site") { Sites = sites });

    public IssuedFiles Issue(CertificateHolder holder) => _authority.Issue(holder, _folder[$"{_issued++}"]);

    /// <summary>Issues, by the same authority, for another cluster.</summary>
    public IssuedFiles IssueElsewhere(CertificateHolder holder)
    {
        using var issuer = new CertificateIssuer(X509Certificate2.CreateFromPemFile(_authority.CertificatePath, System.IO.Path.Combine(Folder, "ca.key")), "elsewhere", _clock);
        using var certificate = issuer.Issue(holder);
        var files = Issue(holder);
        PemFiles.Write(files.Key!, PemFiles.Key(certificate), secret: true);
        PemFiles.Write(files.Certificate, certificate.ExportCertificatePem(), secret: false);
        return files;
    }

    /// <summary>Issues once more into the same files, as a renewal does.</summary>
    public IssuedFiles Renew(CertificateHolder holder, IssuedFiles files) => _authority.Issue(holder, Path.GetDirectoryName(files.Certificate)!);

    /// <summary>Issues a certificate that has ended.</summary>
    public IssuedFiles IssueExpired(CertificateHolder holder)
    {
        var now = _clock.Now;
        _clock.Now = now.AddDays(-100);
        try
        {
            return Issue(holder with { Lifetime = TimeSpan.FromDays(99) });
        }
        finally
        {
            _clock.Now = now;
        }
    }

    /// <summary>Revokes a certificate and gives the list to somebody.</summary>
    public void Revoke(IssuedFiles revoked, IssuedFiles told)
    {
        _authority.Revoke(revoked.Certificate, ListLifetime);
        PemFiles.Write(told.RevocationList, File.ReadAllText(_authority.ListPath), secret: false);
    }

    /// <summary>Gives somebody a list that has ended.</summary>
    public void Outdate(IssuedFiles told)
    {
        var now = _clock.Now;
        _clock.Now = now.AddDays(-2);
        _authority.Renew(ListLifetime);
        _clock.Now = now;
        PemFiles.Write(told.RevocationList, File.ReadAllText(_authority.ListPath), secret: false);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }
}
