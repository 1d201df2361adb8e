using System.Security.Cryptography;
using System.Text;
using OrleansFederation.Connections;

namespace OrleansFederation.Identity;

/// <summary>What a coordinator issued to a site, taken apart into the files that a silo is given.</summary>
internal static class ReceivedCertificate
{
    private const string ListLabel = "X509 CRL";

    /// <summary>Writes <c>site.crt</c>, <c>ca.crt</c> and, where there is one, <c>ca.crl</c>.</summary>
    /// <param name="pem">The site's certificate, then its authorities, then their revocation lists.</param>
    /// <param name="folder">Where.</param>
    /// <returns>The file of the site's certificate.</returns>
    /// <exception cref="Errors.FederationException">FED1042.</exception>
    public static string Write(string pem, string folder)
    {
        var (own, authorities, lists) = ("", new StringBuilder(), new StringBuilder());
        foreach (var (label, block) in Blocks(pem))
        {
            if (label == ListLabel)
            {
                lists.AppendLine(block);
            }
            else if (own.Length == 0)
            {
                own = block;
            }
            else
            {
                authorities.AppendLine(block);
            }
        }

        var path = Path.Combine(folder, "site.crt");
        PemFiles.Write(path, own + "\n", secret: false);
        PemFiles.Write(Path.Combine(folder, "ca.crt"), authorities.ToString(), secret: false);
        if (lists.Length > 0)
        {
            PemFiles.Write(Path.Combine(folder, "ca.crl"), lists.ToString(), secret: false);
        }

        return path;
    }

    private static List<(string Label, string Block)> Blocks(string pem)
    {
        List<(string, string)> blocks = [];
        for (var rest = pem.AsSpan(); PemEncoding.TryFind(rest, out var found); rest = rest[found.Location.End..])
        {
            blocks.Add((rest[found.Label].ToString(), rest[found.Location].ToString()));
        }

        return blocks;
    }
}
