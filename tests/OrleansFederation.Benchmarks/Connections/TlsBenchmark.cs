using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Orleans.Concurrency;
using Orleans.Configuration;

namespace OrleansFederation.Connections;

/// <summary>What it costs to check messages, and to encrypt them: an external client, real sockets, one silo each way, in turn.</summary>
internal sealed class TlsBenchmark : IBenchmark
{
    private const string Cluster = "bench";
    private const int Rounds = 3;
    private const int Callers = 100;
    private const int Carriers = 4;

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(2);

    public string Name => "tls";

    public string Description => "Calls a second and MB/s from a client to a silo: bare Orleans, with checked messages, and with checked messages over mTLS";

    public async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("fed-tls-").FullName;
        try
        {
            using var authority = AuthorityFolder.Create(Path.Combine(folder, "ca"), Cluster, TimeSpan.FromDays(1), TimeProvider.System);
            var silo = authority.Issue(new("silo") { Coordinator = true }, Path.Combine(folder, "silo"));
            var client = authority.Issue(new("client") { Client = true }, Path.Combine(folder, "client"));
            await using var bare = await Pair.StartAsync(guarded: false, null, null, cancellationToken);
            await using var guarded = await Pair.StartAsync(guarded: true, null, null, cancellationToken);
            await using var encrypted = await Pair.StartAsync(guarded: true, silo, client, cancellationToken);
            Pair[] pairs = [bare, guarded, encrypted];
            var calls = new double[pairs.Length];
            var bytes = new double[pairs.Length];
            for (var round = -1; round < Rounds; round++)
            {
                for (var i = 0; i < pairs.Length; i++)
                {
                    var perSecond = (await pairs[i].CallAsync(Callers, 1, cancellationToken), await pairs[i].CallAsync(Carriers, 1 << 20, cancellationToken));
                    (calls[i], bytes[i]) = round < 0 ? (0, 0) : (Math.Max(calls[i], perSecond.Item1), Math.Max(bytes[i], perSecond.Item2));
                }
            }

            foreach (var (i, what) in new[] { (0, "bare Orleans"), (1, "checked messages"), (2, "checked messages over mTLS") })
            {
                Report.Figure(output, what, $"{calls[i]:N0} calls/s ({calls[i] / calls[0]:0.00} of bare), {bytes[i]:N0} MB/s in 1 MB messages ({bytes[i] / bytes[0]:0.00})");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class Pair(IHost silo, IHost client) : IAsyncDisposable
    {
        public static async Task<Pair> StartAsync(bool guarded, IssuedFiles? server, IssuedFiles? caller, CancellationToken cancellationToken)
        {
            var (siloPort, gatewayPort) = (FreePort(), FreePort());
            var builder = Host.CreateEmptyApplicationBuilder(new() { DisableDefaults = true });
            builder.Configuration.AddInMemoryCollection(server is null ? [] :
            [
                new("Tls:Certificate", server.Certificate), new("Tls:Key", server.Key), new("Tls:Authority", server.Authority), new("Tls:RevocationList", server.RevocationList),
            ]);
            builder.UseOrleans(silo =>
            {
                silo.UseLocalhostClustering(siloPort, gatewayPort, null, Cluster, Cluster);
                if (guarded)
                {
                    silo.UseGuardedConnections();
                }
            });
            var host = builder.Build();
            await host.StartAsync(cancellationToken);

            var calling = Host.CreateEmptyApplicationBuilder(new() { DisableDefaults = true });
            calling.UseOrleansClient(client =>
            {
                client.UseStaticClustering(new IPEndPoint(IPAddress.Loopback, gatewayPort));
                client.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (Cluster, Cluster));
                if (caller is not null)
                {
                    client.UseTls(new() { Certificate = caller.Certificate, Key = caller.Key, Authority = caller.Authority, RevocationList = caller.RevocationList });
                }
            });
            var connected = calling.Build();
            await connected.StartAsync(cancellationToken);
            return new(host, connected);
        }

        /// <summary>Calls for a while: how many calls a second, or how many MB.</summary>
        public async Task<double> CallAsync(int callers, int size, CancellationToken cancellationToken)
        {
            var payload = new byte[size].AsImmutable();
            var grains = client.Services.GetRequiredService<IGrainFactory>();
            var began = Stopwatch.GetTimestamp();
            var done = await Task.WhenAll(Enumerable.Range(0, callers).Select(async caller =>
            {
                var grain = grains.GetGrain<IEchoGrain>(caller);
                var count = 0L;
                for (; Stopwatch.GetElapsedTime(began) < Turn; count++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    await grain.TakeAsync(payload);
                }

                return count;
            }));
            return done.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds;
        }

        public async ValueTask DisposeAsync()
        {
            using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await client.StopAsync(bound.Token);
            await silo.StopAsync(bound.Token);
            client.Dispose();
            silo.Dispose();
        }

        private static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
