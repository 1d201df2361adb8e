using OrleansFederation.Aggregation;
using OrleansFederation.Artifacts;
using OrleansFederation.Connections;
using OrleansFederation.Errors;
using OrleansFederation.Filters;
using OrleansFederation.Hosting;
using OrleansFederation.Inference;
using OrleansFederation.Registry;
using OrleansFederation.Rounds;
using OrleansFederation.Tables;
using OrleansFederation.Training;

// A silo of a benchmark's cluster is this program as well, so that its training can be replaced.
if (args is [BenchmarkCluster.SiloArgument, .. var rest])
{
    await SiloProcess.RunAsync(rest, EmptyWork.AddTo, CancellationToken.None);
    return ExitCodes.Ok;
}

// Each benchmark is a file of its own; a new one is a line here.
IReadOnlyList<IBenchmark> benchmarks =
[
    new BandwidthBenchmark(),
    new AggregateBenchmark(),
    new RulesBenchmark(),
    new CompressBenchmark(),
    new TrainBenchmark(),
    new TransformerBenchmark(),
    new OverheadBenchmark(),
    new CsvBenchmark(),
    new FormatsBenchmark(),
    new BigTableBenchmark(),
    new PreprocessingBenchmark(),
    new LineageBenchmark(),
    new MnistBenchmark(),
    new CompressionBenchmark(),
    new MemoryBenchmark(),
    new TlsBenchmark(),
    new BigModelBenchmark(),
    new ClusterBenchmark(),
    new CohortBenchmark(),
    new EnrolledBenchmark(),
];

return await BenchmarkProgram.RunAsync(benchmarks, args, Console.Out, Console.Error);
