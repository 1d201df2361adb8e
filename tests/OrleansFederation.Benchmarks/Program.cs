using OrleansFederation.Aggregation;
using OrleansFederation.Connections;
using OrleansFederation.Frame;
using OrleansFederation.Registry;
using OrleansFederation.Rounds;
using OrleansFederation.Training;

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
];

return await BenchmarkProgram.RunAsync(benchmarks, args, Console.Out, Console.Error);
