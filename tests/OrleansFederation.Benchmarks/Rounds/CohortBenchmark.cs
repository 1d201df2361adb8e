using System.Diagnostics;
using System.Security.Cryptography;
using OrleansFederation.Aggregation;

namespace OrleansFederation.Rounds;

/// <summary>What a client costs in cohorts of a hundred, a thousand and five thousand, where coordinator and sites are three processes.</summary>
internal sealed class CohortBenchmark : IBenchmark
{
    private const int WarmUp = 2;
    private const int Outputs = 20;
    private const int Parameters = (784 * Outputs) + Outputs;

    public string Name => "cohort";

    public string Description => "Seconds of a round and microseconds a client with 100, 1,000 and 5,000 clients (64 KB model, no training) in three silo processes over Postgres";

    public async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        await using var cluster = await BenchmarkCluster.StartAsync(cancellationToken);
        cluster.Introduce();
        await RoundClock.RunAsync(cluster.Grains, "cohort-warm", Spec("cohort-warm", 1_000, 6), cancellationToken);
        foreach (var (clients, rounds) in ((int, int)[])[(100, 30), (1_000, 10), (5_000, 6)])
        {
            var (processor, commits, name) = (0.0, 0L, FormattableString.Invariant($"cohort-{clients}"));
            var seconds = await RoundClock.RunAsync(cluster.Grains, name, Spec(name, clients, WarmUp + rounds), cancellationToken, round =>
            {
                if (round == WarmUp)
                {
                    (processor, commits) = (cluster.ProcessorSeconds(), cluster.CommitsAsync(cancellationToken).GetAwaiter().GetResult());
                }
            });
            processor = (cluster.ProcessorSeconds() - processor) / rounds / clients;
            var each = (await cluster.CommitsAsync(cancellationToken) - commits) / (double)rounds;
            var warm = seconds[WarmUp..];
            var (median, bare) = (Timing.Percentile(warm, 0.5), BareSeconds(clients));
            Report.Figure(output, $"{clients} clients: a round, median (least to most)", $"{median:F3} s ({warm.Min():F3} to {warm.Max():F3}), {median / bare:F1} of the limit of {bare:F3} s{(clients == 1_000 ? "; goal: under 1.5 s" : "")}");
            Report.Figure(output, $"{clients} clients: a client", $"{1e6 * median / clients:F0} µs, {1e6 * processor:F0} µs of the silos' processor time; {each:F0} commits a round");
        }

        Report.Figure(output, "resident memory of the silos", $"{string.Join(", ", cluster.Silos.Select(silo => FormattableString.Invariant($"{silo.ResidentMegabytes:F0}")))} MB");
    }

    private static string Spec(string name, int clients, int rounds) => $$"""
        {
          "federation": "{{name}}",
          "model": { "input": [1, 28, 28], "layers": ["flatten", { "linear": { "out": {{Outputs}} } }], "loss": "crossEntropy" },
          "data": { "format": "digits", "train": {{clients}}, "test": 30 },
          "clients": { "simulate": {{clients}}, "sites": ["north", "south"] },
          "rounds": {{rounds}},
          "evaluation": { "central": "none" },
          "retention": { "last": 2 }
        }
        """;

    /// <summary>Hashing, writing, reading and folding the same bytes, on one thread.</summary>
    private static double BareSeconds(int clients)
    {
        var directory = Directory.CreateTempSubdirectory("fed-bare-").FullName;
        try
        {
            return Timing.Percentile([.. Enumerable.Range(0, 3).Select(round => BareSeconds(Path.Combine(directory, $"{round}"), clients))], 0.5);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static double BareSeconds(string directory, int clients)
    {
        Directory.CreateDirectory(directory);
        var update = new float[Parameters];
        Array.Fill(update, 1e-3f);
        var began = Stopwatch.GetTimestamp();
        for (var client = 0; client < clients; client++)
        {
            var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(update.AsSpan());
            SHA256.HashData(bytes);
            File.WriteAllBytes(Path.Combine(directory, $"{client}"), bytes);
        }

        var sum = new WeightedSum<float>(Parameters, 1);
        for (var client = 0; client < clients; client++)
        {
            var bytes = File.ReadAllBytes(Path.Combine(directory, $"{client}"));
            SHA256.HashData(bytes);
            sum.Add(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes).ToArray(), 1.0 / clients);
        }

        sum.Finish();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
