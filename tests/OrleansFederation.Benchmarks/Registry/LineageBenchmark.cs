using System.Diagnostics;
using OrleansFederation.Artifacts;
using OrleansFederation.Naming;
using OrleansFederation.Rounds;

namespace OrleansFederation.Registry;

/// <summary>How long a model takes to answer the lineage of a chain of 10,000 versions.</summary>
internal sealed class LineageBenchmark : IBenchmark
{
    private const int Versions = 10_000;
    private const string Model = "chain";

    public string Name => "lineage";

    public string Description => "Milliseconds to answer the lineage of the last of 10,000 versions, cold and warm, beside the bare query";

    public async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        await using var silo = await BenchmarkSilo.StartAsync(null, null, cancellationToken);
        var registry = silo.Silo.Services.GetRequiredService<IRegistryStore>();
        for (var number = 1; number <= Versions; number++)
        {
            await registry.PublishAsync(new(Manifest(number), "benchmark", null), cancellationToken);
        }

        var began = Stopwatch.GetTimestamp();
        await registry.LoadLineageAsync(Model, 0, cancellationToken);
        var bare = Stopwatch.GetElapsedTime(began);
        var grain = silo.Silo.Grains.GetGrain<IModelGrain>(GrainKeys.Model(Model));
        began = Stopwatch.GetTimestamp();
        await grain.GetLineageAsync(Versions, cancellationToken);
        var cold = Stopwatch.GetElapsedTime(began);
        List<double> warm = [];
        for (var i = 0; i < 50; i++)
        {
            began = Stopwatch.GetTimestamp();
            await grain.GetLineageAsync(Versions, cancellationToken);
            warm.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        await output.WriteLineAsync(FormattableString.Invariant(
            $"bare query {bare.TotalMilliseconds:F0} ms; grain cold {cold.TotalMilliseconds:F0} ms, warm p50 {Timing.Percentile(warm, 0.5):F1} ms, p95 {Timing.Percentile(warm, 0.95):F1} ms"));
    }

    private static VersionManifest Manifest(int number) => new()
    {
        Model = Model,
        Parameters = new ArtifactRef(number.ToString("x64", System.Globalization.CultureInfo.InvariantCulture), 1),
        Onnx = new ArtifactRef(number.ToString("x64", System.Globalization.CultureInfo.InvariantCulture), 1),
        Parents = number == 1 ? [] : [number - 1],
        BaseDigest = "",
        Federation = Model,
        Round = number,
        SpecDigest = "",
        Contributors = [.. Enumerable.Range(0, 3).Select(client => new Contributor($"c{client}", "site", 100, ""))],
        Input = [1],
        Output = [1],
    };
}
