using System.Diagnostics;
using System.Security.Cryptography;

namespace OrleansFederation.Rounds;

/// <summary>What the platform adds to a round: three clients, a 1 MB model, training that does nothing, from commit to commit.</summary>
internal sealed class OverheadBenchmark : IBenchmark
{
    // The runtime compiles hot methods a second time, and is done with most after some hundred rounds.
    private const int WarmUp = 400;
    private const int Rounds = 300;

    public string Name => "overhead";

    public string Description => "Milliseconds the platform adds to a round (3 clients, 1 MB model, no training), on SQLite with synchronous=FULL and on Postgres";

    public async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync(FormattableString.Invariant($"bare: {BareMilliseconds():F1} ms to hash 6 MB, write and flush two files of 1 MB, and flush ten small writes"));
        await MeasureAsync("SQLite (FULL)", null, output, cancellationToken);
        var (database, absence) = await BenchmarkPostgres.StartAsync(cancellationToken);
        if (database is null)
        {
            await output.WriteLineAsync($"Postgres: not measured; {absence}");
            return;
        }

        await using (database)
        {
            await MeasureAsync("Postgres", database.ConnectionString, output, cancellationToken);
        }
    }

    /// <summary>Three clients on an empty-handed trainer; the model is one layer of 784 × 330, 1.04 MB.</summary>
    internal static string Spec(string name, int rounds) => $$"""
        {
          "federation": "{{name}}",
          "model": { "input": [1, 28, 28], "layers": ["flatten", { "linear": { "out": 330 } }], "loss": "crossEntropy" },
          "data": { "format": "digits", "train": 90, "test": 30 },
          "clients": { "simulate": 3 },
          "rounds": {{rounds}},
          "evaluation": { "central": "none" },
          "retention": { "last": 2 }
        }
        """;

    private static async Task MeasureAsync(string store, string? postgres, TextWriter output, CancellationToken cancellationToken)
    {
        await using var silo = await BenchmarkSilo.StartAsync(postgres, EmptyWork.AddTo, cancellationToken);
        var name = FormattableString.Invariant($"overhead-{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}");
        var seconds = await silo.RunAsync(name, Spec(name, WarmUp + Rounds), cancellationToken);
        var warm = seconds[WarmUp..];
        await output.WriteLineAsync(FormattableString.Invariant(
            $"{store}: p50 {1000 * Timing.Percentile(warm, 0.5):F1} ms, p95 {1000 * Timing.Percentile(warm, 0.95):F1} ms over {warm.Length} rounds (first round {1000 * seconds[0]:F0} ms, p50 of the first hundred {1000 * Timing.Percentile(seconds[..100], 0.5):F1} ms)"));
    }

    private static double BareMilliseconds()
    {
        var directory = Directory.CreateTempSubdirectory("fed-bare-").FullName;
        try
        {
            var megabyte = new byte[1 << 20];
            return 1000 * Timing.Percentile([.. Enumerable.Range(0, 30).Select(i => Bare(directory, megabyte, i))], 0.5);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static double Bare(string directory, byte[] megabyte, int round)
    {
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < 6; i++)
        {
            SHA256.HashData(megabyte);
        }

        for (var i = 0; i < 2; i++)
        {
            Flush(Path.Combine(directory, $"{round}-{i}"), megabyte);
        }

        using var small = new FileStream(Path.Combine(directory, "log"), FileMode.Append);
        for (var i = 0; i < 10; i++)
        {
            small.Write(megabyte.AsSpan(0, 4096));
            small.Flush(flushToDisk: true);
        }

        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static void Flush(string path, byte[] content)
    {
        using var file = new FileStream(path, FileMode.Create);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }
}
