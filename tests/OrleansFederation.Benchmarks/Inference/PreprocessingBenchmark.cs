using System.Diagnostics;
using System.Globalization;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Modeling;
using OrleansFederation.Naming;
using OrleansFederation.Preprocessing;
using OrleansFederation.Randomness;
using OrleansFederation.Rounds;

namespace OrleansFederation.Inference;

/// <summary>
/// Measures what preprocessing in the ONNX graph costs a tabular model: thirteen columns as of the heart-disease files, seven of them
/// categories, to 38 features. The bare limit is the same model over features that are there already, by turns in the same run.
/// </summary>
internal sealed class PreprocessingBenchmark : IBenchmark
{
    private const double Goal = 1.10;
    private const int Calls = 4_000;
    private const int SessionRounds = 15;
    private const int SessionRuns = 2_000;

    private static readonly int[] CategoryCounts = [0, 2, 4, 0, 0, 2, 3, 0, 2, 0, 3, 0, 3];

    /// <inheritdoc/>
    public string Name => "preprocessing";

    /// <inheritdoc/>
    public string Description => "what preprocessing costs an inference, by itself and in a call";

    /// <inheritdoc/>
    public async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        foreach (var (what, hidden) in ((string, int[])[])[("logistic regression", []), ("mlp of 64 and 32", [64, 32]), ("mlp of 512 and 512", [512, 512])])
        {
            foreach (var batch in (int[])[1, 32])
            {
                await CallsAsync(output, what, hidden, batch, cancellationToken);
                Sessions(output, what, hidden, batch, cancellationToken);
            }
        }
    }

    // The whole of an inference: a call of the client to the grain, the grant, the alias, the worker's queue, the run, and the way back.
    private static async Task CallsAsync(TextWriter output, string what, int[] hidden, int batch, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("fed-preprocessing-").FullName;
        try
        {
            var (fitted, rows) = Data();
            var features = Features(fitted, rows);
            await using var silo = await BenchmarkSilo.StartAsync(null, null, cancellationToken);
            await RunAsync(silo, "with", Write(folder, "raw", fitted, rows), RawColumnsText(), hidden, null, cancellationToken);
            await RunAsync(silo, "bare", WriteFeatures(folder, features, fitted.Width), FeatureColumnsText(fitted.Width), hidden, fitted.Width, cancellationToken);
            var (with, bare) = (Inference(silo, "with"), Inference(silo, "bare"));
            var (raw, ready) = (rows[..(batch * fitted.Columns.Count)], features[..(batch * fitted.Width)]);
            List<double> took = [], limit = [];
            for (var call = 0; call < Calls; call++)
            {
                var (one, other) = (await CallAsync(with, raw, cancellationToken), await CallAsync(bare, ready, cancellationToken));
                if (call >= Calls / 4)
                {
                    took.Add(one);
                    limit.Add(other);
                }
            }

            var (own, best) = (Timing.Percentile(took, 0.5), Timing.Percentile(limit, 0.5));
            Report.Against(output, $"{what}, {batch} a call: a call", $"{own * 1e6:0} µs against {best * 1e6:0} µs", own / best, Goal, atMost: true);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // ONNX Runtime by itself, on the calling thread.
    private static void Sessions(TextWriter output, string what, int[] hidden, int batch, CancellationToken cancellationToken)
    {
        var (fitted, rows) = Data();
        var features = Features(fitted, rows);
        ModelSpec model = new("m", [fitted.Width], [.. hidden.SelectMany(size => (LayerSpec[])[Linear(size), new("relu", new Dictionary<string, double>())]), Linear(2)], LossKind.CrossEntropy);
        var random = new SeededRandom(3);
        float[] parameters = [.. Enumerable.Range(0, ModelPlan.Create(model).Layout.Length).Select(_ => (float)random.NextGaussian() * 0.1f)];
        var exporter = new OnnxExporter();
        using var with = OnnxSession.Open("with", exporter.Frame(model, fitted).Fill(parameters));
        using var bare = OnnxSession.Open("bare", exporter.Frame(model).Fill(parameters));
        var (raw, ready) = (rows.AsMemory(0, batch * fitted.Columns.Count), features.AsMemory(0, batch * fitted.Width));
        var best = Timing.BestOfEach(SessionRounds, cancellationToken, () => Runs(with, raw), () => Runs(bare, ready));
        Report.Figure(output, $"{what}, {batch} a call: ONNX Runtime alone", $"{best[0] / SessionRuns * 1e6:0.0} µs against {best[1] / SessionRuns * 1e6:0.0} µs");
    }

    private static void Runs(OnnxSession session, ReadOnlyMemory<float> inputs)
    {
        for (var run = 0; run < SessionRuns; run++)
        {
            session.Run(inputs);
        }
    }

    private static async Task<double> CallAsync(IInferenceGrain grain, float[] inputs, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        await grain.InferAsync(new(null, inputs), cancellationToken);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static IInferenceGrain Inference(BenchmarkSilo silo, string name) => silo.Silo.Grains.GetGrain<IInferenceGrain>(GrainKeys.Inference(name));

    private static LayerSpec Linear(int size) => new("linear", new Dictionary<string, double> { ["out"] = size, ["bias"] = 1 });

    private static (FittedPreprocessing Fitted, float[] Rows) Data()
    {
        var random = new SeededRandom(7);
        RawColumn[] columns = [.. CategoryCounts.Select((count, i) => new RawColumn($"c{i}", [.. Enumerable.Range(0, count).Select(k => $"k{k}")]))];
        float[] rows = [.. Enumerable.Range(0, 200 * columns.Length).Select(i => CategoryCounts[i % columns.Length] is > 0 and var count ? (float)Math.Floor(random.NextDouble() * count) : random.NextDouble() < 0.1 ? float.NaN : MathF.Round((float)random.NextGaussian(), 3))];
        var statistics = new DataStatistics(new(columns, null, [columns.Length]));
        statistics.Add(rows);
        return (FittedPreprocessing.Fit(new(), statistics), rows);
    }

    private static float[] Features(FittedPreprocessing fitted, float[] rows)
    {
        var features = new float[rows.Length / fitted.Columns.Count * fitted.Width];
        fitted.Transform(rows, features);
        return features;
    }

    private static string Write(string folder, string name, FittedPreprocessing fitted, float[] rows)
    {
        var path = Path.Combine(folder, name + ".csv");
        File.WriteAllLines(path, [
            string.Join(',', [.. fitted.Columns.Select(column => column.Name), "y"]),
            .. rows.Chunk(fitted.Columns.Count).Select((row, i) => string.Join(',', [.. row.Select((value, c) => float.IsNaN(value) ? "" : fitted.Columns[c].IsCategory ? fitted.Columns[c].Categories[(int)value] : Text(value)), Text(i % 2)]))]);
        return path;
    }

    private static string WriteFeatures(string folder, float[] features, int width)
    {
        var path = Path.Combine(folder, "features.csv");
        File.WriteAllLines(path, [
            string.Join(',', [.. Enumerable.Range(0, width).Select(i => $"f{i}"), "y"]),
            .. features.Chunk(width).Select((row, i) => string.Join(',', [.. row.Select(Text), Text(i % 2)]))]);
        return path;
    }

    private static string Text(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string RawColumnsText() => string.Join(", ", CategoryCounts.Select((count, i) =>
        count > 0 ? $$"""{ "c{{i}}": { "category": [{{string.Join(", ", Enumerable.Range(0, count).Select(k => $"\"k{k}\""))}}] } }""" : $$"""{ "c{{i}}": "number" }"""));

    private static string FeatureColumnsText(int width) => string.Join(", ", Enumerable.Range(0, width).Select(i => $$"""{ "f{{i}}": "number" }"""));

    private static async Task RunAsync(BenchmarkSilo silo, string name, string path, string columns, int[] hidden, int? input, CancellationToken cancellationToken)
    {
        var layers = string.Concat(hidden.Select(size => $$"""{ "linear": {{size}} }, "relu", """));
        var spec = $$"""
            {
              "federation": "{{name}}",
              "model": { {{(input is { } width ? $"\"input\": [{width}]," : "")}} "layers": [{{layers}} { "linear": 2 }], "loss": "crossEntropy" },
              "data": { "format": "csv", "path": "{{path}}", "columns": [{{columns}}, { "y": "number" }], "target": { "column": "y", "classes": { "0": 0, "1": 1 } } },
              "clients": { "simulate": 1 },
              "rounds": 1
            }
            """;
        await silo.RunAsync(name, spec, cancellationToken);
        var status = (await silo.Silo.Grains.GetGrain<IFederationGrain>(GrainKeys.Federation(name)).GetAsync())?.Status;
        if (status != FederationStatus.Finished)
        {
            throw FederationErrors.TrainingFailed.Exception($"federation {name}", $"it is {status}, so that there is no version to ask");
        }
    }
}
