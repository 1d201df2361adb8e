using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace OrleansFederation.Connections;

/// <summary>What a certificate says of its holder: its roles and sites in one cluster, from the URIs among its alternative names.</summary>
/// <param name="Subject">The subject, for people.</param>
/// <param name="Coordinator">Whether it is a coordinator silo.</param>
/// <param name="Site">Whether it is a silo of a site.</param>
/// <param name="Sites">The sites it may carry; <c>*</c> is every site.</param>
/// <param name="Client">The name of the client program; null where it is none.</param>
internal sealed record PeerIdentity(string Subject, bool Coordinator, bool Site, IReadOnlyList<string> Sites, string? Client)
{
    public const string EverySite = "*";

    private const string Scheme = "urn:orleans-federation:";
    private const string AlternativeNames = "2.5.29.17";

    private static readonly Asn1Tag Uri = new(TagClass.ContextSpecific, 6);

    public bool IsSilo => Coordinator || Site;

    public static string CoordinatorUri(string cluster) => $"{Scheme}{cluster}:silo:coordinator";

    public static string SiteSiloUri(string cluster) => $"{Scheme}{cluster}:silo:site";

    public static string SiteUri(string cluster, string site) => $"{Scheme}{cluster}:site:{site}";

    public static string ClientUri(string cluster, string client) => $"{Scheme}{cluster}:client:{client}";

    /// <summary>Reads what a certificate says about one cluster; what it says about others counts for nothing.</summary>
    public static PeerIdentity Read(X509Certificate2 certificate, string cluster)
    {
        var uris = Uris(certificate).ToHashSet(StringComparer.Ordinal);
        return new(
            certificate.Subject,
            uris.Contains(CoordinatorUri(cluster)),
            uris.Contains(SiteSiloUri(cluster)),
            [.. After(uris, SiteUri(cluster, "")).Order(StringComparer.Ordinal)],
            After(uris, ClientUri(cluster, "")).FirstOrDefault());
    }

    /// <summary>Whether the holder may carry a site.</summary>
    public bool MayCarry(string site) => Site && (Sites.Contains(site) || Sites.Contains(EverySite));

    /// <summary>Whether two certificates say the same of their holders: a renewed certificate is the same silo.</summary>
    public bool IsSame(PeerIdentity other) =>
        Coordinator == other.Coordinator && Site == other.Site && Client == other.Client && Sites.SequenceEqual(other.Sites);

    public override string ToString() =>
        string.Join(' ', [Subject, .. Coordinator ? ["coordinator"] : (string[])[], .. Sites.Select(site => $"site:{site}"), .. Client is null ? (string[])[] : [$"client:{Client}"]]);

    private static IEnumerable<string> After(IEnumerable<string> uris, string start) =>
        uris.Where(uri => uri.Length > start.Length && uri.StartsWith(start, StringComparison.Ordinal)).Select(uri => uri[start.Length..]);

    private static List<string> Uris(X509Certificate2 certificate)
    {
        List<string> uris = [];
        foreach (var extension in certificate.Extensions.Where(extension => extension.Oid?.Value == AlternativeNames))
        {
            var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (names.HasData)
            {
                if (names.PeekTag().HasSameClassAndValue(Uri))
                {
                    uris.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, Uri));
                }
                else
                {
                    names.ReadEncodedValue();
                }
            }
        }

        return uris;
    }
}
