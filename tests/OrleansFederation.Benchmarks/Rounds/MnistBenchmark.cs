using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using OrleansFederation.Data;
using OrleansFederation.Naming;
using OrleansFederation.Native;
using OrleansFederation.Randomness;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>The mnist spec on the real files beside bare TorchSharp loops on three threads that average their weights, over three seeds.</summary>
internal sealed class MnistBenchmark : IBenchmark
{
    private const int Clients = 3;
    private const int Rounds = 3;
    private const int Pixels = 28 * 28;
    private const int Seeds = 3;
    private static readonly double[] LeastAccuracy = [0.972, 0.986, 0.988];

    public string Name => "mnist";

    public string Description => "Seconds a round and accuracy of the mnist spec (three clients of 20,000), beside bare loops on three threads; needs FED_DATA";

    public async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("FED_DATA") is not { Length: > 0 } data)
        {
            await output.WriteLineAsync("  not measured: FED_DATA names no folder that holds mnist/");
            return;
        }

        List<RoundReport> platform = [];
        List<double> periods = [];
        List<double[]> accuracies = [];
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var (reports, seconds) = await PlatformAsync(seed, cancellationToken);
            platform.AddRange(reports);
            periods.AddRange(seconds[1..]);
            accuracies.Add([.. reports.Select(report => report.Central!.Accuracy!.Value)]);
            if (seed == 1)
            {
                Report.Figure(output, "platform, peak resident memory", $"{PeakMegabytes():0} MB (goal under 700)");
            }
        }

        TorchNative.EnsureLoaded();
        var images = Read(Path.Combine(data, "mnist"), "train");
        var test = Read(Path.Combine(data, "mnist"), "t10k");
        List<double> bare = [];
        List<double[]> bareAccuracies = [];
        for (var seed = 1; seed <= Seeds; seed++)
        {
            bareAccuracies.Add(Bare(images, test, seed, bare, cancellationToken));
        }

        Print(output, platform, periods, bare, accuracies, bareAccuracies);
    }

    private static void Print(TextWriter output, List<RoundReport> platform, List<double> periods, List<double> bare, List<double[]> accuracies, List<double[]> bareAccuracies)
    {
        var test = platform.Average(report => report.EvaluateSeconds);
        var (limit, round) = (Timing.Percentile(bare, 0.5), Timing.Percentile(periods, 0.5));
        Report.Figure(output, "bare loops, training, a round", $"{limit:0.00} s (median of {bare.Count}; {bare.Min():0.00} to {bare.Max():0.00})");
        Report.Figure(output, "platform, a round from the second on", $"{round:0.00} s (median of {periods.Count}; {periods.Min():0.00} to {periods.Max():0.00})");
        Report.Figure(output, "platform, of it the tests", $"{test:0.00} s (goal under 1)");
        Report.Figure(output, "platform, of it neither training nor test", $"{1000 * Timing.Percentile([.. platform.Select(report => report.OverheadSeconds)], 0.5):0} ms");
        Report.Against(output, "platform, a round less its tests", $"{round - test:0.00} s", (round - test) / limit, 1.10, atMost: true);
        for (var i = 0; i < Rounds; i++)
        {
            var (ours, theirs) = (accuracies.Average(run => run[i]), bareAccuracies.Average(run => run[i]));
            Report.Figure(output, $"accuracy after round {i + 1}", $"{ours:0.0000}, bare averaging {theirs:0.0000} (goals at least {LeastAccuracy[i]}, within 0.003: {(ours >= LeastAccuracy[i] && ours >= theirs - 0.003 ? "met" : "MISSED")})");
        }
    }

    private static async Task<(IReadOnlyList<RoundReport> Reports, double[] Seconds)> PlatformAsync(int seed, CancellationToken cancellationToken)
    {
        await using var silo = await BenchmarkSilo.StartAsync(null, null, cancellationToken);
        var seconds = await silo.RunAsync("mnist", Spec(seed), cancellationToken);
        var reports = await silo.Silo.Grains.GetGrain<Catalog.ICatalogGrain>(GrainKeys.Catalog).ListRoundsAsync("mnist", cancellationToken);
        return (reports, seconds);
    }

    /// <summary>The shipped spec's model, data and training, with a seed.</summary>
    private static string Spec(int seed) => $$"""
        {
          "federation": "mnist",
          "seed": {{seed.ToString(CultureInfo.InvariantCulture)}},
          "model": {
            "input": [1, 28, 28],
            "layers": [{ "conv2d": { "out": 32, "kernel": 3 } }, "relu", { "maxpool2d": 2 }, { "conv2d": { "out": 64, "kernel": 3 } }, "relu", { "maxpool2d": 2 }, "flatten", { "linear": 128 }, "relu", { "linear": 10 }],
            "loss": "crossEntropy"
          },
          "data": { "format": "idx", "path": "${FED_DATA}/mnist", "normalize": { "mean": 0.1307, "std": 0.3081 } },
          "clients": { "simulate": {{Clients}}, "partition": "iid" },
          "rounds": {{Rounds}},
          "sampling": { "minimum": {{Clients}} },
          "training": { "optimizer": "adam", "learningRate": 0.001, "batchSize": 32, "epochs": 1 },
          "evaluation": { "central": "test" }
        }
        """;

    private static (byte[] Pixels, byte[] Labels) Read(string folder, string part) =>
        (IdxFile.Read(Find(folder, $"{part}-images-idx3-ubyte"), 3).Values, IdxFile.Read(Find(folder, $"{part}-labels-idx1-ubyte"), 1).Values);

    private static string Find(string folder, string name) =>
        File.Exists(Path.Combine(folder, name)) ? Path.Combine(folder, name) : Path.Combine(folder, name + ".gz");

    /// <summary>Federated averaging with nothing around it: a thread a client, weights averaged between rounds.</summary>
    private static double[] Bare((byte[] Pixels, byte[] Labels) images, (byte[] Pixels, byte[] Labels) test, int seed, List<double> seconds, CancellationToken cancellationToken)
    {
        TorchSharp.torch.set_num_threads(1);
        var count = images.Labels.Length / Clients;
        var order = Enumerable.Range(0, images.Labels.Length).ToArray();
        new SeededRandom(SeededRandom.Derive(seed, "bare")).Shuffle<int>(order);
        BareLoop[] loops = [.. Enumerable.Range(0, Clients).Select(_ => new BareLoop())];
        try
        {
            var weights = loops[0].Read();
            List<double> accuracies = [];
            for (var round = 0; round < Rounds; round++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var began = Stopwatch.GetTimestamp();
                Thread[] threads = [.. loops.Select((loop, i) => new Thread(() => Train(loop, weights, images, order.AsSpan(i * count, count).ToArray(), SeededRandom.Derive(seed, "bare", round, i))))];
                Array.ForEach(threads, thread => thread.Start());
                Array.ForEach(threads, thread => thread.Join());
                weights = Mean([.. loops.Select(loop => loop.Read())]);
                seconds.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
                loops[0].Write(weights);
                accuracies.Add(loops[0].Accuracy(test.Pixels, test.Labels));
            }

            return [.. accuracies];
        }
        finally
        {
            Array.ForEach(loops, loop => loop.Dispose());
        }
    }

    private static void Train(BareLoop loop, float[] weights, (byte[] Pixels, byte[] Labels) images, int[] order, ulong seed)
    {
        new SeededRandom(seed).Shuffle<int>(order);
        loop.Write(weights);
        loop.Train(images.Pixels, images.Labels, order);
    }

    private static float[] Mean(float[][] vectors)
    {
        var sum = new float[vectors[0].Length];
        foreach (var vector in vectors)
        {
            TensorPrimitives.MultiplyAdd(vector, 1f / vectors.Length, sum, sum);
        }

        return sum;
    }

    private static double PeakMegabytes()
    {
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return line is null ? double.NaN : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
