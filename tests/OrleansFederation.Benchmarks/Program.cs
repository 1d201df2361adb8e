using OrleansFederation.Aggregation;
using OrleansFederation.Frame;

// Each benchmark is a file of its own; a new one is a line here.
IReadOnlyList<IBenchmark> benchmarks =
[
    new BandwidthBenchmark(),
    new AggregateBenchmark(),
];

return await BenchmarkProgram.RunAsync(benchmarks, args, Console.Out, Console.Error);
