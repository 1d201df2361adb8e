using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OrleansFederation.Naming;

/// <summary>
/// Makes every grain key. Each contains a slash and a letter beyond f, because grain storage folds keys that read as hexadecimal
/// numbers or GUIDs onto one another.
/// </summary>
public static class GrainKeys
{
    /// <summary>The key of the catalog grain, which lists what there is.</summary>
    public const string Catalog = "catalog/all";

    /// <summary>The key of the identity grain.</summary>
    public const string Identity = "identity/all";

    /// <summary>The key of the audit grain.</summary>
    public const string Audit = "audit/all";

    /// <summary>The key of a site as one that takes part.</summary>
    /// <param name="name">The site's name.</param>
    public static string Site(string name) => "site/" + Valid(name);

    /// <summary>The key of the grain that examines the cluster.</summary>
    public const string Doctor = "doctor/all";

    /// <summary>The key of the grain that looks at one silo.</summary>
    /// <param name="address">The silo's address in its parsable form.</param>
    public static string Silo(string address) => "silo/" + address;

    /// <summary>The key of the grain that tries a site.</summary>
    /// <param name="site">The site's name.</param>
    public static string SiteDoctor(string site) => Valid(site) + "/doctor";

    /// <summary>The key of the cluster grain, which tells what runs where.</summary>
    public const string Cluster = "cluster/all";

    /// <summary>The key of a federation.</summary>
    /// <param name="name">The federation's name.</param>
    public static string Federation(string name) => "federation/" + Valid(name);

    /// <summary>The key of a round.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="number">The round's number, from 1.</param>
    public static string Round(string federation, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"round/{Valid(federation)}/{number}");

    /// <summary>The key of the replay of a round.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="number">The round's number, from 1.</param>
    public static string Replay(string federation, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"replay/{Valid(federation)}/{number}");

    /// <summary>The key of a client.</summary>
    /// <param name="id">The client's id.</param>
    public static string Client(string id) => "client/" + Valid(id);

    /// <summary>The key of a site's trainer.</summary>
    /// <param name="site">The site's name.</param>
    public static string Trainer(string site) => Valid(site) + "/trainer";

    /// <summary>The key of a site's example reader.</summary>
    /// <param name="site">The site's name.</param>
    public static string Examples(string site) => Valid(site) + "/data-examples";

    /// <summary>The key under which one silo of a site tells what it holds.</summary>
    /// <param name="site">A site that the silo carries.</param>
    /// <param name="silo">The silo's address, generation included.</param>
    public static string SiloTasks(string site, string silo) => $"{Valid(site)}/silo-tasks/{silo}";

    /// <summary>The key of a model.</summary>
    /// <param name="name">The model's name.</param>
    public static string Model(string name) => "model/" + Valid(name);

    /// <summary>The key of a model version.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="number">The version's number, from 1.</param>
    public static string ModelVersion(string model, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"version/{Valid(model)}/{number}");

    /// <summary>The key of the intake of a version that was made elsewhere.</summary>
    /// <param name="id">An id of the caller's choice.</param>
    public static string Registration(string id) => "registration/" + Valid(id);

    /// <summary>The key of the grants of one principal on one model.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="principal">The principal, any text.</param>
    public static string AccessGrant(string model, string principal) =>
        $"grant/{Valid(model)}/p-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(principal)))[..32]}";

    /// <summary>The key of a model's inference worker.</summary>
    /// <param name="model">The model's name.</param>
    public static string Inference(string model) => "inference/" + Valid(model);

    /// <summary>Gives what follows the first slash of a key.</summary>
    /// <param name="key">A key made here.</param>
    public static string NameOf(string key) => key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..];

    /// <summary>Splits a key such as <c>round/NAME/7</c> into its name and number.</summary>
    /// <param name="key">A key made by <see cref="Round"/>, <see cref="Replay"/> or <see cref="ModelVersion"/>.</param>
    public static (string Name, int Number) NumberedOf(string key)
    {
        var rest = NameOf(key);
        var slash = rest.LastIndexOf('/');
        return (rest[..slash], int.Parse(rest.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture));
    }

    private static string Valid(string name) =>
        Names.IsValid(name) ? name : throw Errors.FederationErrors.InvalidName.Exception(name ?? "(null)", "the name has characters that names may not have");
}
