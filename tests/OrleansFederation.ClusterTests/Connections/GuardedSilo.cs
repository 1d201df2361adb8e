using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Connections;

/// <summary>A silo with nothing but its ports: silo, gateway and HTTP, each a real one of the loopback address.</summary>
internal sealed class GuardedSilo : IAsyncDisposable
{
    public const string Cluster = "guarded";

    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(60);

    private readonly WebApplication _host;

    private GuardedSilo(WebApplication host, int siloPort, int gatewayPort, int httpPort, CapturedLog log) =>
        (_host, SiloPort, GatewayPort, HttpPort, Log) = (host, siloPort, gatewayPort, httpPort, log);

    public int SiloPort { get; }

    public int GatewayPort { get; }

    public int HttpPort { get; }

    public CapturedLog Log { get; }

    public IServiceProvider Services => _host.Services;

    /// <summary>Starts a silo.</summary>
    /// <param name="tls">Its certificate; null for plain text.</param>
    /// <param name="primary">The silo port of the first silo of its cluster; null where it is the first.</param>
    /// <param name="settings">Further settings.</param>
    public static async Task<GuardedSilo> StartAsync(IssuedFiles? tls, int? primary = null, params (string Key, string Value)[] settings)
    {
        var log = new CapturedLog();
        var (siloPort, gatewayPort, httpPort) = (FreePorts.Next(), FreePorts.Next(), FreePorts.Next());
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Information);
        builder.Configuration.AddInMemoryCollection([.. Settings(tls), .. settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))]);
        builder.Services.AddRouting();
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.ApplyLimits();
            kestrel.Listen(IPAddress.Loopback, httpPort, listen => listen.ConfigureHttps());
        });
        builder.Host.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(siloPort, gatewayPort, primary is null ? null : new(IPAddress.Loopback, primary.Value), Cluster, Cluster);
            silo.Configure<EndpointOptions>(endpoints =>
            {
                endpoints.SiloListeningEndpoint = new(IPAddress.Loopback, siloPort);
                endpoints.GatewayListeningEndpoint = new(IPAddress.Loopback, gatewayPort);
            });
            silo.UseGuardedConnections();
        });
        var host = builder.Build();
        host.MapGet("/hello", () => "hello");
        host.MapPut("/body", async (HttpRequest request) =>
        {
            await request.Body.CopyToAsync(Stream.Null, request.HttpContext.RequestAborted);
            return Results.NoContent();
        });
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(StartWithin);
        try
        {
            await host.StartAsync(bound.Token);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }

        return new(host, siloPort, gatewayPort, httpPort, log);
    }

    public static IEnumerable<KeyValuePair<string, string?>> Settings(IssuedFiles? tls) => tls is null ? [] :
    [
        new("Tls:Certificate", tls.Certificate), new("Tls:Key", tls.Key), new("Tls:Authority", tls.Authority), new("Tls:RevocationList", tls.RevocationList), new("Tls:Refresh", "00:00:00.100"),
    ];

    /// <summary>Connects a client program to the gateway.</summary>
    public async Task<IHost> ConnectAsync(IssuedFiles? tls, TimeSpan? within = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { DisableDefaults = true });
        builder.UseOrleansClient(client =>
        {
            client.UseStaticClustering(new IPEndPoint(IPAddress.Loopback, GatewayPort));
            client.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (Cluster, Cluster));
            client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(20));
            if (tls is not null)
            {
                client.UseTls(Options(tls));
            }
        });
        var host = builder.Build();
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(within ?? StartWithin);
        try
        {
            await host.StartAsync(bound.Token);
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    public static TlsOptions Options(IssuedFiles tls) => new() { Certificate = tls.Certificate, Key = tls.Key, Authority = tls.Authority, RevocationList = tls.RevocationList, Refresh = TimeSpan.FromMilliseconds(100) };

    public async ValueTask DisposeAsync()
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await _host.StopAsync(bound.Token);
        await _host.DisposeAsync();
    }
}
