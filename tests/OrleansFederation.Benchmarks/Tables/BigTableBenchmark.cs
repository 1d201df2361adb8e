using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Naming;
using OrleansFederation.Rounds;

namespace OrleansFederation.Tables;

/// <summary>
/// Trains on a CSV that is larger than what memory it may take: a round of one client over a file of <c>FED_CSV_MEGABYTES</c> (500 where
/// it is not set), with preprocessing fitted to it, beside a round over its first two thousand lines, which has all but the table.
/// </summary>
internal sealed class BigTableBenchmark : IBenchmark
{
    private const int Columns = 20;
    private const int Usual = 500;
    private const double Goal = 500;

    /// <inheritdoc/>
    public string Name => "bigtable";

    /// <inheritdoc/>
    public string Description => "trains a round on a large CSV: resident memory above a round on its beginning";

    /// <inheritdoc/>
    public async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var megabytes = int.TryParse(Environment.GetEnvironmentVariable("FED_CSV_MEGABYTES"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : Usual;
        var folder = Directory.CreateTempSubdirectory("fed-bigtable-").FullName;
        var cache = Environment.GetEnvironmentVariable("FED_CACHE");
        try
        {
            Environment.SetEnvironmentVariable("FED_CACHE", Path.Combine(folder, "cache"));
            var (small, large) = (Path.Combine(folder, "small.csv"), Path.Combine(folder, "large.csv"));
            NumbersCsv.Write(small, Columns, 0);
            NumbersCsv.Write(large, Columns, megabytes * 1_000_000L);
            await using var silo = await BenchmarkSilo.StartAsync(null, null, cancellationToken);
            var (before, _) = await RoundAsync(silo, "small", small, cancellationToken);
            var (after, seconds) = await RoundAsync(silo, "large", large, cancellationToken);
            Report.Figure(output, $"a round over {new FileInfo(large).Length / 1e6:0} MB, reading included", $"{seconds:0} s");
            Report.Figure(output, "peak resident memory, over the beginning alone", $"{before:0} MB");
            Report.Figure(output, "peak resident memory above that", $"{after - before:0} MB (goal under {Goal:0}: {(after - before < Goal ? "met" : "MISSED")})");
        }
        finally
        {
            Environment.SetEnvironmentVariable("FED_CACHE", cache);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(double Peak, double Seconds)> RoundAsync(BenchmarkSilo silo, string name, string path, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        await silo.RunAsync(name, Spec(name, path), cancellationToken);
        var federation = (await silo.Silo.Grains.GetGrain<IFederationGrain>(GrainKeys.Federation(name)).GetAsync())!;
        return federation.Status == FederationStatus.Finished
            ? (Peak(), Stopwatch.GetElapsedTime(began).TotalSeconds)
            : throw FederationErrors.TrainingFailed.Exception($"federation {name}", $"it is {federation.Status}: {federation.Failure}");
    }

    private static double Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1e6;
    }

    private static string Spec(string name, string path) => $$"""
        {
          "federation": "{{name}}",
          "model": { "layers": [{ "linear": 32 }, "relu", { "linear": 2 }], "loss": "crossEntropy" },
          "data": {
            "format": "csv", "path": {{JsonSerializer.Serialize(path)}},
            "columns": [{{string.Join(", ", Enumerable.Range(0, Columns).Select(i => $$"""{ "{{NumbersCsv.Named(i)}}": "number" }"""))}}, { "{{NumbersCsv.Class}}": "number" }],
            "target": { "column": "{{NumbersCsv.Class}}", "classes": { "0": 0, "1": 1 } },
            "split": { "train": 0.8, "test": 0.2, "stratify": true }
          },
          "clients": { "simulate": 1 },
          "rounds": 1,
          "sampling": { "deadline": "2h" },
          "training": { "optimizer": "sgd", "learningRate": 0.01, "batchSize": 1024, "epochs": 1 },
          "evaluation": { "fraction": 1, "minimum": 1 }
        }
        """;
}
