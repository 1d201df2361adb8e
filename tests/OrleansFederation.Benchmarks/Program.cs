using OrleansFederation.Aggregation;
using OrleansFederation.Connections;
using OrleansFederation.Artifacts;
using OrleansFederation.Frame;
using OrleansFederation.Registry;
using OrleansFederation.Rounds;
using OrleansFederation.Training;

// A benchmark of several processes starts this program again as a silo.
if (args is [BigModelProcess.Argument, .. var settings])
{
    await BigModelProcess.RunAsync(settings);
    return 0;
}

// Each benchmark is a file of its own; a new one is a line here.
IReadOnlyList<IBenchmark> benchmarks =
[
    new BandwidthBenchmark(),
    new AggregateBenchmark(),
    new TrainBenchmark(),
    new OverheadBenchmark(),
    new LineageBenchmark(),
    new MnistBenchmark(),
    new MemoryBenchmark(),
    new TlsBenchmark(),
    new BigModelBenchmark(),
];

return await BenchmarkProgram.RunAsync(benchmarks, args, Console.Out, Console.Error);
