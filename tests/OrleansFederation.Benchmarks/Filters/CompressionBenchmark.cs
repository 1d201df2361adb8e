using System.Globalization;
using OrleansFederation.Catalog;
using OrleansFederation.Naming;
using OrleansFederation.Rounds;

namespace OrleansFederation.Filters;

/// <summary>The mnist spec with each filter: what accuracy costs in bytes. Rounds: FED_COMPRESSION_ROUNDS, 3 unless it is set.</summary>
internal sealed class CompressionBenchmark : IBenchmark
{
    private const double Points = 0.005;

    private static readonly string[] Filters = ["\"fp16\"", "\"bf16\"", "\"int8\"", "\"int4\"", "\"sign\"", "{ \"topk\": 0.01 }", "{ \"topk\": 0.1 }", "{ \"randomk\": 0.1 }"];

    /// <inheritdoc/>
    public string Name => "compression";

    /// <inheritdoc/>
    public string Description => "accuracy of the mnist spec with each filter, and accuracy a megabyte sent, beside none; needs FED_DATA";

    /// <inheritdoc/>
    public async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("FED_DATA") is not { Length: > 0 })
        {
            await output.WriteLineAsync("  not measured: FED_DATA names no folder that holds mnist/");
            return;
        }

        var rounds = int.TryParse(Environment.GetEnvironmentVariable("FED_COMPRESSION_ROUNDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given > 0 ? given : 3;
        var plain = await RunAsync("", rounds, cancellationToken);
        Print(output, "none", plain, plain);
        foreach (var filter in Filters)
        {
            Print(output, filter.Replace("\"", "", StringComparison.Ordinal), await RunAsync(filter, rounds, cancellationToken), plain);
        }
    }

    private static void Print(TextWriter output, string name, IReadOnlyList<RoundReport> rounds, IReadOnlyList<RoundReport> plain)
    {
        var (accuracy, uncompressed) = (Accuracy(rounds[^1]), Accuracy(plain[^1]));
        var megabytes = rounds.Sum(round => round.BytesUp) / 1e6;
        var verdict = name == "int8" ? $" (goal within 0.5: {(accuracy >= uncompressed - Points ? "met" : "MISSED")})" : "";
        Report.Figure(
            output,
            name,
            $"{string.Join(", ", rounds.Select(round => Accuracy(round).ToString("0.0000", CultureInfo.InvariantCulture)))}: {100 * (accuracy - uncompressed):+0.00;-0.00} points{verdict}; {megabytes:0.00} MB up, {accuracy / megabytes:0.000} a megabyte");
    }

    private static double Accuracy(RoundReport round) => round.Central!.Accuracy!.Value;

    private static async Task<IReadOnlyList<RoundReport>> RunAsync(string filter, int rounds, CancellationToken cancellationToken)
    {
        await using var silo = await BenchmarkSilo.StartAsync(null, null, cancellationToken);
        await silo.RunAsync("mnist", Spec(filter, rounds), cancellationToken);
        return await silo.Silo.Grains.GetGrain<ICatalogGrain>(GrainKeys.Catalog).ListRoundsAsync("mnist", cancellationToken);
    }

    private static string Spec(string filter, int rounds) => $$"""
        {
          "federation": "mnist",
          "seed": 1,
          "model": {
            "input": [1, 28, 28],
            "layers": [{ "conv2d": { "out": 32, "kernel": 3 } }, "relu", { "maxpool2d": 2 }, { "conv2d": { "out": 64, "kernel": 3 } }, "relu", { "maxpool2d": 2 }, "flatten", { "linear": 128 }, "relu", { "linear": 10 }],
            "loss": "crossEntropy"
          },
          "data": { "format": "idx", "path": "${FED_DATA}/mnist", "normalize": { "mean": 0.1307, "std": 0.3081 } },
          "clients": { "simulate": 3, "partition": "iid" },
          "rounds": {{rounds.ToString(CultureInfo.InvariantCulture)}},
          "sampling": { "minimum": 3 },
          "training": { "optimizer": "adam", "learningRate": 0.001, "batchSize": 32, "epochs": 1 },
          "filters": [{{filter}}],
          "evaluation": { "central": "test" }
        }
        """;
}
