using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace OrleansFederation.Rounds;

/// <summary>What the platform adds to a round where coordinator and sites are three processes over Postgres.</summary>
internal sealed class ClusterBenchmark : IBenchmark
{
    // The runtime compiles hot methods a second time, and is done with most after some hundred rounds.
    private const int WarmUp = 400;
    private const int Rounds = 300;

    // What a round of three clients sends from process to process and waits for: order and report of each client, though those of
    // different clients overlap; fold, artifacts of the fold, discard.
    private const int RoundTrips = 10;

    public string Name => "cluster";

    public string Description => "Milliseconds the platform adds to a round (3 clients, 1 MB model, no training) in three silo processes over Postgres";

    public async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        await using var cluster = await BenchmarkCluster.StartAsync(cancellationToken);
        cluster.Introduce();
        var (processor, commits) = (0.0, 0L);
        var seconds = await RoundClock.RunAsync(cluster.Grains, "cluster", Spec("cluster", WarmUp + Rounds), cancellationToken, round =>
        {
            if (round == WarmUp)
            {
                (processor, commits) = (cluster.ProcessorSeconds(), cluster.CommitsAsync(cancellationToken).GetAwaiter().GetResult());
            }
        });
        processor = (cluster.ProcessorSeconds() - processor) / Rounds;
        var each = (int)Math.Round((await cluster.CommitsAsync(cancellationToken) - commits) / (double)Rounds);
        var bare = await BareMillisecondsAsync(cluster.Database, each, cancellationToken);
        var warm = seconds[WarmUp..];
        Report.Figure(output, "p50 / p95", $"{1000 * Timing.Percentile(warm, 0.5):F1} / {1000 * Timing.Percentile(warm, 0.95):F1} ms over {warm.Length} rounds (goal: p50 under 40 ms)");
        Report.Figure(output, "p50 of the first hundred rounds", $"{1000 * Timing.Percentile(seconds[..100], 0.5):F1} ms, while the runtime still compiles");
        Report.Figure(output, "processor time of the three silos", $"{1000 * processor:F1} ms a round");
        Report.Figure(output, "bare limit in the same run", $"{bare:F1} ms to hash 6 MB, write and flush two files of 1 MB, {each} commits one after another and {RoundTrips} round trips");
    }

    private static string Spec(string name, int rounds) => $$"""
        {
          "federation": "{{name}}",
          "model": { "input": [1, 28, 28], "layers": ["flatten", { "linear": { "out": 330 } }], "loss": "crossEntropy" },
          "data": { "format": "digits", "train": 90, "test": 30 },
          "clients": { "simulate": 3, "sites": ["north", "south"] },
          "rounds": {{rounds}},
          "evaluation": { "central": "none" },
          "retention": { "last": 2 }
        }
        """;

    private static async Task<double> BareMillisecondsAsync(string postgres, int commits, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("fed-bare-").FullName;
        try
        {
            await using var source = NpgsqlDataSource.Create(postgres);
            await using (var create = source.CreateCommand("create table if not exists bare (id integer primary key, payload bytea)"))
            {
                await create.ExecuteNonQueryAsync(cancellationToken);
            }

            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            using var near = new TcpClient { NoDelay = true };
            await near.ConnectAsync((IPEndPoint)listener.LocalEndpoint, cancellationToken);
            using var far = await listener.AcceptTcpClientAsync(cancellationToken);
            far.NoDelay = true;
            List<double> samples = [];
            for (var i = 0; i < 40; i++)
            {
                samples.Add(await BareAsync(source, near, far, directory, commits, i, cancellationToken));
            }

            return 1000 * Timing.Percentile(samples, 0.5);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<double> BareAsync(NpgsqlDataSource source, TcpClient near, TcpClient far, string directory, int commits, int round, CancellationToken cancellationToken)
    {
        var megabyte = new byte[1 << 20];
        var message = new byte[1024];
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < 6; i++)
        {
            SHA256.HashData(megabyte);
        }

        for (var i = 0; i < 2; i++)
        {
            await using var file = new FileStream(Path.Combine(directory, $"{round}-{i}"), FileMode.Create);
            file.Write(megabyte);
            file.Flush(flushToDisk: true);
        }

        for (var i = 0; i < RoundTrips; i++)
        {
            await near.GetStream().WriteAsync(message, cancellationToken);
            await far.GetStream().ReadExactlyAsync(message, cancellationToken);
            await far.GetStream().WriteAsync(message, cancellationToken);
            await near.GetStream().ReadExactlyAsync(message, cancellationToken);
        }

        for (var i = 0; i < commits; i++)
        {
            await using var insert = source.CreateCommand("insert into bare (id, payload) values ($1, $2)");
            insert.Parameters.AddWithValue((round * 1000) + i);
            insert.Parameters.AddWithValue(message);
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
