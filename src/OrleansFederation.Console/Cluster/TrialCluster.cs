using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansFederation.Connections;
using OrleansFederation.Errors;
using OrleansFederation.Identity;

namespace OrleansFederation.Cluster;

/// <summary>
/// The files of a cluster on one machine: a coordinator, a silo for each site, the certificates with which they and you are let in, the
/// secret that silos prove themselves with, the issuer's key, your operator's token and the sites' tokens. Secrets are in files of their
/// own, for their user alone; the database is named by the environment.
/// </summary>
/// <param name="folder">The folder for the files, and for the state of the silos.</param>
/// <param name="sites">The sites, at least one; the first holds the central test set.</param>
/// <param name="siloPort">The port of the coordinator for other silos; the sites' follow.</param>
/// <param name="gatewayPort">The port of the coordinator for clients.</param>
/// <param name="httpPort">The port of the coordinator for HTTP; the sites' follow.</param>
/// <param name="principal">The operator for whom the token is.</param>
/// <param name="clock">Dates certificates and tokens.</param>
internal sealed class TrialCluster(
    string folder, IReadOnlyList<string> sites, int siloPort, int gatewayPort, int httpPort, string principal, TimeProvider clock)
{
    /// <summary>The name of the silo that owns the state.</summary>
    public const string Coordinator = "coordinator";

    /// <summary>The folder of the certificate for whoever uses the cluster.</summary>
    public const string Me = "me";

    private const string Authority = "authority";
    private const string StateFolder = "state";
    private const string TlsFolder = "tls";
    private const string Spec = "first.yaml";
    private const string SiteTokens = "tokens";
    private const string Secret = "cluster.secret";
    private const string Issuer = "issuer.pem";
    private const string Token = "operator.token";
    private const int SecretBytes = 48;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The folder.</summary>
    public string Folder => folder;

    /// <summary>Where clients reach the cluster.</summary>
    public string Gateway => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{gatewayPort}");

    /// <summary>Writes the files.</summary>
    /// <returns>The names of settings, spec, key and token, the coordinator's settings first.</returns>
    /// <exception cref="FederationException">FED2049 where the folder is in use, FED1042, FED2004 or FED2010 where it cannot be written.</exception>
    public IReadOnlyList<string> Write()
    {
        List<(string Name, string Text)> files =
        [
            ($"{Coordinator}.json", Settings(Coordinator, Coordinator, null, 0)),
            .. sites.Select((site, i) => ($"{site}.json", Settings(site, "site", site, i + 1))),
            (Spec, FirstSpec()),
        ];
        try
        {
            if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            {
                throw FederationErrors.ClusterFolderInUse.Exception(folder, File.Exists(folder) ? "it is a file" : "it holds something already");
            }

            Create(folder);
            foreach (var (name, text) in files)
            {
                File.WriteAllText(Path.Combine(folder, name), text);
            }

            using var key = KeyFile.Create(Path.Combine(folder, Issuer));
            WriteSecret(Secret, Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes)));
            WriteSecret(Token, TokenIssuer.Issue(key, ClusterAddress.DefaultName, principal, Roles.Operator | Roles.Consumer, null, clock.GetUtcNow(), Lifetime));
            Create(Path.Combine(folder, SiteTokens));
            foreach (var site in sites)
            {
                WriteSecret(Path.Combine(SiteTokens, site), TokenIssuer.Issue(key, ClusterAddress.DefaultName, site, Roles.Site, site, clock.GetUtcNow(), Lifetime));
            }

            Certify();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FederationException(FederationErrors.StateUnusable.At(folder, exception.Message, "Name a folder that you may write."), exception);
        }

        return [.. files.Select(file => file.Name), Secret, Issuer, Issuer + ".pub", Token];
    }

    private void WriteSecret(string name, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var writer = new StreamWriter(Path.Combine(folder, name), options);
        writer.WriteLine(text);
    }

    private string Settings(string name, string role, string? site, int index)
    {
        var silo = new JsonObject { ["Name"] = name, ["Roles"] = role };
        if (site is not null)
        {
            silo["Sites"] = site;
        }

        silo["SiloPort"] = siloPort + index;
        silo["GatewayPort"] = site is null ? gatewayPort : 0;
        silo["HttpPort"] = httpPort + index;
        silo["State"] = Path.Combine(folder, StateFolder, name);
        (string Section, JsonObject Of) own = site is null
            ? (IssuingOptions.Section, new JsonObject { [nameof(IssuingOptions.Authority)] = Path.Combine(folder, Authority) })
            : ("Artifacts", new JsonObject
            {
                ["Url"] = string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{httpPort}"),
                ["Credential"] = Path.Combine(folder, SiteTokens, site),
            });
        return new JsonObject
        {
            ["Silo"] = silo,
            ["Identity"] = new JsonObject { ["ClusterSecretFile"] = Path.Combine(folder, Secret), ["KeyFile"] = Path.Combine(folder, Issuer + ".pub") },
            [own.Section] = own.Of,
            [TlsOptions.Section] = new JsonObject
            {
                [nameof(TlsOptions.Required)] = true,
                [nameof(TlsOptions.Certificate)] = Path.Combine(folder, TlsFolder, name, "tls.crt"),
                [nameof(TlsOptions.Key)] = Path.Combine(folder, TlsFolder, name, "tls.key"),
                [nameof(TlsOptions.Authority)] = Path.Combine(folder, TlsFolder, name, "ca.crt"),
                [nameof(TlsOptions.RevocationList)] = Path.Combine(folder, TlsFolder, name, "ca.crl"),
            },
        }.ToJsonString(Readable) + "\n";
    }

    private void Certify()
    {
        using var authority = AuthorityFolder.Create(Path.Combine(folder, Authority), ClusterAddress.DefaultName, Lifetime, clock);
        authority.Issue(Holder(Coordinator) with { Coordinator = true }, Path.Combine(folder, TlsFolder, Coordinator));
        foreach (var site in sites)
        {
            authority.Issue(Holder(site) with { Sites = [site] }, Path.Combine(folder, TlsFolder, site));
        }

        authority.Issue(Holder(Me) with { Client = true }, Path.Combine(folder, Me));
    }

    private static CertificateHolder Holder(string name) => new(name) { Addresses = [System.Net.IPAddress.Loopback], Lifetime = Lifetime };

    private string FirstSpec() =>
        $$"""
        # A first federation on this cluster: each site trains on digits of its own, generated for the purpose.
        federation: first
        model:
          input: [1, 28, 28]
          layers: [ flatten, { linear: 64 }, relu, { linear: 10 } ]
          loss: crossEntropy
        data: { format: digits, train: 3000, test: 500 }
        clients: { simulate: {{sites.Count}}, partition: iid, sites: [{{string.Join(", ", sites)}}] }
        rounds: 3
        sampling: { fraction: 1, minimum: {{sites.Count}}, deadline: 2m, onError: strict }
        training: { optimizer: adam, learningRate: 0.002, batchSize: 32, epochs: 1 }
        evaluation: { central: test, site: {{sites[0]}}, fraction: 1, minimum: 1 }

        """.Replace("\r", "", StringComparison.Ordinal);

    private static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        // The state of the silos lies below: for the user alone.
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
