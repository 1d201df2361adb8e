using System.Security.Cryptography;
using Npgsql;
using OrleansFederation.Connections;
using OrleansFederation.Identity;
using OrleansFederation.Storage;

namespace OrleansFederation.Fixtures;

/// <summary>
/// A cluster of child processes over a database of its own: coordinators with the database's owner, sites' silos with a role that
/// reaches membership and reminders only.
/// </summary>
internal sealed class ChildCluster : IAsyncDisposable
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly List<ClusterConnection> _connections = [];
    private readonly Dictionary<string, string> _common;
    private readonly ECDsa _issuer;

    // Sites are told of coordinators that are started later, too.
    private readonly int[] _coordinatorPorts = [FreePorts.Next(), FreePorts.Next(), FreePorts.Next()];
    private int _coordinators;

    private ChildCluster(string database, string siteDatabase)
    {
        (Database, SiteDatabase) = (database, siteDatabase);
        _common = new()
        {
            ["FED_MEMBERSHIP__PROBETIMEOUT"] = "00:00:00.5",
            ["FED_MEMBERSHIP__TABLEREFRESH"] = "00:00:02",
            ["FED_IDENTITY__CLUSTERSECRET"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
            ["FED_IDENTITY__KEYFILE"] = _folder["issuer.pem.pub"],
        };
        _issuer = KeyFile.Create(_folder["issuer.pem"]);
    }

    /// <summary>The connection string of the database's owner.</summary>
    public string Database { get; }

    /// <summary>The connection string of the role of sites.</summary>
    public string SiteDatabase { get; }

    /// <summary>The silos by name.</summary>
    public Dictionary<string, ChildSilo> Silos { get; } = [];

    /// <summary>Creates a database with the schema and a restricted role for sites; starts no silo.</summary>
    public static async Task<ChildCluster> CreateAsync(PostgresServer server) => await CreateAsync(await server.CreateDatabaseAsync());

    /// <summary>Puts the schema into an empty database and makes a restricted role for sites; starts no silo.</summary>
    public static async Task<ChildCluster> CreateAsync(string database)
    {
        var cancel = TestContext.Current.CancellationToken;
        var settings = new NpgsqlConnectionStringBuilder(database) { Pooling = false };
        var role = settings.Database + "_site";
        await ExecuteAsync(settings.ConnectionString, $"create role {role} login", cancel);
        await FederationStorage.MigrateAsync(database, role, TimeProvider.System, cancel);
        return new(database, new NpgsqlConnectionStringBuilder(database) { Username = role }.ConnectionString);
    }

    /// <summary>A setting that all silos get that are started from now on.</summary>
    public void Set(string key, string value) => _common[key] = value;

    /// <summary>Starts a coordinator.</summary>
    public Task<ChildSilo> StartCoordinatorAsync(string name, params (string Key, string Value)[] settings) =>
        StartAsync(name, [("FED_SILO__ROLES", "coordinator"), ("FED_POSTGRES", Database), .. settings], _coordinators < _coordinatorPorts.Length ? _coordinatorPorts[_coordinators++] : null);

    /// <summary>Starts a site's silo.</summary>
    public Task<ChildSilo> StartSiteAsync(string name, string sites, params (string Key, string Value)[] settings)
    {
        var credential = _folder[name + ".token"];
        File.WriteAllText(credential, TokenIssuer.Issue(_issuer, ClusterAddress.DefaultName, name, Roles.Site, sites, TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(24)));
        var scheme = settings.Any(setting => setting.Key == "FED_TLS__CERTIFICATE") ? "https" : "http";
        return StartAsync(name,
        [
            ("FED_SILO__ROLES", "site"),
            ("FED_SILO__SITES", sites),
            ("FED_POSTGRES", SiteDatabase),
            ("FED_ARTIFACTS__URL", string.Join(',', _coordinatorPorts.Select(port => FormattableString.Invariant($"{scheme}://127.0.0.1:{port}")))),
            ("FED_ARTIFACTS__CREDENTIAL", credential),
            .. settings,
        ]);
    }

    /// <summary>Connects a client program to some gateways.</summary>
    public Task<FederationClient> ConnectAsync(string principal, params IReadOnlyList<ChildSilo> gateways) =>
        ConnectAsync(principal, Roles.Operator | Roles.Consumer | Roles.Auditor, gateways);

    /// <summary>Connects a client program of some roles.</summary>
    public async Task<FederationClient> ConnectAsync(string principal, Roles roles, params IReadOnlyList<ChildSilo> gateways)
    {
        var connection = await ClusterConnection.ConnectAsync(
            new([.. gateways.Select(silo => silo.Gateway)]), ConnectWithin, cancellationToken: TestContext.Current.CancellationToken);
        _connections.Add(connection);
        return new(connection.Grains, principal, TimeProvider.System, Token(principal, roles));
    }

    /// <summary>Issues a token.</summary>
    public string Token(string principal, Roles roles = Roles.Operator | Roles.Consumer | Roles.Auditor) => TokenIssuer.Issue(
        _issuer, ClusterAddress.DefaultName, principal, roles, null, TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }

        foreach (var silo in Silos.Values)
        {
            await silo.DisposeAsync();
        }

        _issuer.Dispose();
        _folder.Dispose();
    }

    private async Task<ChildSilo> StartAsync(string name, IEnumerable<(string Key, string Value)> settings, int? httpPort = null)
    {
        var environment = new Dictionary<string, string>(_common) { ["FED_SILO__STATE"] = Path.Combine(_folder.Path, name) };
        foreach (var (key, value) in settings)
        {
            environment[key] = value;
        }

        var silo = new ChildSilo(name, environment, httpPort);
        Silos[name] = silo;
        await silo.StartAsync(TestContext.Current.CancellationToken);
        return silo;
    }

    private static async Task ExecuteAsync(string database, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(cancellationToken);
#pragma warning disable CA2100 // The role's name is made here of hexadecimal digits.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
