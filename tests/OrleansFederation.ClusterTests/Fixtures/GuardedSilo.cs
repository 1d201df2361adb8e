using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Configuration;
using OrleansFederation.Connections;
using OrleansFederation.Grants;
using OrleansFederation.Hosting;
using OrleansFederation.Identity;
using OrleansFederation.Storage;

namespace OrleansFederation.Fixtures;

/// <summary>A silo as its program composes it, in this process so that tests see into it, with an issuer of tokens; clients reach it over TCP.</summary>
public sealed class GuardedSilo(PostgresServer server) : IAsyncLifetime
{
    public const string Cluster = "guarded";
    public const string Secret = "PLANTED-cluster-secret-of-forty-characters";

    public const string DatabasePassword = "PLANTED-database-password";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<ClusterConnection> _connections = [];
    private Task _running = Task.CompletedTask;
    private string? _absence;
    private WebApplication? _application;
    private IGrainFactory? _shared;

    /// <summary>The key of the cluster's issuer.</summary>
    internal ECDsa IssuerKey { get; private set; } = null!;

    /// <summary>What the silo logs, at every level.</summary>
    internal LogCapture Logs { get; } = new();

    internal int GatewayPort { get; } = FreePorts.Next();

    internal int HttpPort { get; } = FreePorts.Next();

    /// <summary>The folder of the cluster's authority.</summary>
    internal string AuthorityFolder => _folder["authority"];

    internal string IssuerKeyFile => _folder["issuer.pem"];

    internal string Postgres { get; private set; } = "";

    internal Uri Http => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{HttpPort}"));

    /// <summary>The silo; gives up the test where its database is absent.</summary>
    internal WebApplication Application
    {
        get
        {
            PostgresServer.Demand(_absence);
            return _application!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        (var postgres, _absence) = await server.TryCreateDatabaseAsync();
        if (_absence is not null)
        {
            return;
        }

        Postgres = new NpgsqlConnectionStringBuilder(postgres) { Password = new NpgsqlConnectionStringBuilder(postgres).Password ?? DatabasePassword }.ConnectionString;
        IssuerKey = KeyFile.Create(IssuerKeyFile);
        using (Connections.AuthorityFolder.Create(AuthorityFolder, Cluster, TimeSpan.FromDays(1), TimeProvider.System))
        {
            // Only its files are wanted.
        }

        await FederationStorage.MigrateAsync(Postgres, null, TimeProvider.System, TestContext.Current.CancellationToken);
        string[] arguments =
        [
            "--Silo:Cluster", Cluster, "--Silo:Roles", "coordinator,site", "--Silo:Sites", "*", "--Silo:State", _folder["state"],
            "--Silo:SiloPort", Number(FreePorts.Next()), "--Silo:GatewayPort", Number(GatewayPort), "--Silo:HttpPort", Number(HttpPort),
            "--Postgres", Postgres, "--Identity:KeyFile", IssuerKeyFile + ".pub", "--Identity:ClusterSecret", Secret, "--Issuing:Authority", AuthorityFolder,
            "--Limits:Streams", "3", "--Limits:CallBurst", "100000", "--Logging:LogLevel:Default", "Trace", "--Logging:Console:LogLevel:Default", "None",
        ];
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running = SiloProcess.RunAsync(
            arguments,
            configure: null,
            _stop.Token,
            built =>
            {
                built.Services.GetRequiredService<ILoggerFactory>().AddProvider(Logs);
                built.Lifetime.ApplicationStarted.Register(started.SetResult);
                _application = built;
            });
        await (await Task.WhenAny(started.Task, _running)).WaitAsync(Bound);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }

        await _stop.CancelAsync();
        await _running.WaitAsync(Bound);
        _stop.Dispose();
        _folder.Dispose();
        IssuerKey?.Dispose();
    }

    /// <summary>Issues a token.</summary>
    internal string Token(string name, Roles roles, TimeSpan? age = null, string audience = Cluster, ECDsa? key = null) => TokenIssuer.Issue(
        key ?? IssuerKey, audience, name, roles, roles.HasFlag(Roles.Site) ? "north" : null, TimeProvider.System.GetUtcNow() - (age ?? TimeSpan.Zero), TimeSpan.FromHours(1));

    /// <summary>Connects as a client program does.</summary>
    internal async Task<IGrainFactory> ConnectAsync(ReceivedBytes? listener = null)
    {
        PostgresServer.Demand(_absence);
        var connection = await ClusterConnection.ConnectAsync(
            new([$"127.0.0.1:{Number(GatewayPort)}"], Cluster),
            Bound,
            client => client.Configure<ClientConnectionOptions>(connections => connections.ConfigureConnection(builder => listener?.Listen(builder))),
            TestContext.Current.CancellationToken);
        _connections.Add(connection);
        return connection.Grains;
    }

    /// <summary>A connection that tests share.</summary>
    internal async Task<IGrainFactory> GrainsAsync() => _shared ??= await ConnectAsync();

    /// <summary>Says who the test's next calls are made by, as a client or an attacker would. Not async: what an async method sets, its caller does not see.</summary>
    internal static void Introduce(string? token, string? principal = null, string? proof = null)
    {
        RequestContext.Clear();
        TokenContext.Current = token;
        PrincipalContext.Current = principal;
        if (proof is not null)
        {
            RequestContext.Set("of.silo", proof);
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
