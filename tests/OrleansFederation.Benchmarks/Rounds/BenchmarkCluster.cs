using System.Security.Cryptography;
using Npgsql;
using OrleansFederation.Connections;
using OrleansFederation.Fixtures;
using OrleansFederation.Identity;
using OrleansFederation.Storage;

namespace OrleansFederation.Rounds;

/// <summary>
/// A coordinator and silos of the sites <c>north</c> and <c>south</c>, each a process, over a database of its own: on the server that
/// <c>FED_POSTGRES</c> names, else on a private one.
/// </summary>
internal sealed class BenchmarkCluster : IAsyncDisposable
{
    /// <summary>The first argument of this program where it is to be a silo.</summary>
    public const string SiloArgument = "silo";

    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(30);

    private readonly PrivatePostgres? _server;
    private readonly string _directory;
    private readonly Dictionary<string, string> _common;
    private readonly ECDsa _issuer;
    private readonly List<SiloChild> _silos = [];
    private ClusterConnection? _connection;

    private BenchmarkCluster(PrivatePostgres? server, string database, IEnumerable<(string Key, string Value)> settings)
    {
        (_server, Database) = (server, database);
        _directory = Directory.CreateTempSubdirectory("fed-benchmark-").FullName;
        _issuer = KeyFile.Create(Path.Combine(_directory, "issuer.pem"));
        _common = new()
        {
            ["FED_POSTGRES"] = database,
            ["FED_IDENTITY__CLUSTERSECRET"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
            ["FED_IDENTITY__KEYFILE"] = Path.Combine(_directory, "issuer.pem.pub"),
            // A machine that is busy measuring is no dead silo.
            ["FED_MEMBERSHIP__PROBETIMEOUT"] = "00:00:20",
        };
        foreach (var (key, value) in settings)
        {
            _common[key] = value;
        }
    }

    /// <summary>The connection string of the database.</summary>
    public string Database { get; }

    /// <summary>The processes; the coordinator is the first.</summary>
    public IReadOnlyList<SiloChild> Silos => _silos;

    /// <summary>The way to the grains.</summary>
    public IGrainFactory Grains => _connection!.Grains;

    /// <summary>Starts a cluster.</summary>
    public static Task<BenchmarkCluster> StartAsync(CancellationToken cancellationToken, params (string Key, string Value)[] settings) =>
        OpenAsync(settings, cancellationToken);

    /// <summary>Makes the calls that follow the operator's. Not async itself: what an async method sets of its context, its caller does not see.</summary>
    public void Introduce() => TokenContext.Current = Token("benchmark", Roles.Operator | Roles.Consumer | Roles.Auditor, null);

    /// <summary>Ends the processes and starts them again over the same state.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await StopAsync();
        await StartAsync("coordinator", "coordinator", "", cancellationToken);
        await StartAsync("north", "site", "north", cancellationToken);
        await StartAsync("south", "site", "south", cancellationToken);
        _connection = await ClusterConnection.ConnectAsync(new([_silos[0].Gateway]), ConnectWithin, cancellationToken: cancellationToken);
    }

    /// <summary>Seconds of processor time that the silos have spent so far.</summary>
    public double ProcessorSeconds() => _silos.Sum(silo => silo.ProcessorTime.TotalSeconds);

    /// <summary>The transactions that Postgres has committed in the database, other than those that ask this.</summary>
    public async Task<long> CommitsAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select xact_commit from pg_stat_database where datname = current_database()", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _issuer.Dispose();
        Directory.Delete(_directory, recursive: true);
        NpgsqlConnection.ClearAllPools();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
        else
        {
            await ExecuteAsync(Environment.GetEnvironmentVariable("FED_POSTGRES")!, $"drop database {new NpgsqlConnectionStringBuilder(Database).Database} with (force)", CancellationToken.None);
        }
    }

    private static async Task<BenchmarkCluster> OpenAsync((string Key, string Value)[] settings, CancellationToken cancellationToken)
    {
        PrivatePostgres? server = null;
        var given = Environment.GetEnvironmentVariable("FED_POSTGRES");
        if (given is not { Length: > 0 })
        {
            (server, var absence) = await PrivatePostgres.StartAsync(cancellationToken);
            given = server?.ConnectionString ?? throw new InvalidOperationException(absence);
        }

        var name = FormattableString.Invariant($"fed_benchmark_{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}");
        await ExecuteAsync(given, $"create database {name}", cancellationToken);
        var cluster = new BenchmarkCluster(server, new NpgsqlConnectionStringBuilder(given) { Database = name }.ConnectionString, settings);
        try
        {
            await FederationStorage.MigrateAsync(cluster.Database, null, TimeProvider.System, cancellationToken);
            await cluster.RestartAsync(cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    private string Token(string name, Roles roles, string? site) =>
        TokenIssuer.Issue(_issuer, ClusterAddress.DefaultName, name, roles, site, TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(1));

    private async Task StartAsync(string name, string role, string sites, CancellationToken cancellationToken)
    {
        var credential = Path.Combine(_directory, name + ".token");
        await File.WriteAllTextAsync(credential, Token(name, Roles.Site, name), cancellationToken);
        _silos.Add(await SiloChild.StartAsync(name, new Dictionary<string, string>(_common)
        {
            ["FED_SILO__ROLES"] = role,
            ["FED_SILO__SITES"] = sites,
            ["FED_SILO__STATE"] = Path.Combine(_directory, name),
            ["FED_ARTIFACTS__URL"] = _silos.Count > 0 ? _silos[0].Http : "",
            ["FED_ARTIFACTS__CREDENTIAL"] = credential,
        }, cancellationToken));
    }

    private async Task StopAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
            _connection = null;
        }

        foreach (var silo in _silos)
        {
            await silo.DisposeAsync();
        }

        _silos.Clear();
    }

    private static async Task ExecuteAsync(string postgres, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(postgres) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
#pragma warning disable CA2100 // The database's name is made here of digits.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
