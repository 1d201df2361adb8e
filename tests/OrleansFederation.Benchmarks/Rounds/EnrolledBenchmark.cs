using System.Diagnostics;
using OrleansFederation.Clients;
using OrleansFederation.Federations;

namespace OrleansFederation.Rounds;

/// <summary>What a hundred thousand enrolled clients cost while they are not asked, and how long it takes to pick a cohort of them.</summary>
internal sealed class EnrolledBenchmark : IBenchmark
{
    private const int Many = 100_000;
    private const int Few = 10;

    public string Name => "enrolled";

    public string Description => "100,000 enrolled clients: time to enrol and to sample cohorts of 100 and 1,000, and idle memory of three silo processes beside 10 enrolled";

    public async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        Sample(output, 100);
        Sample(output, 1_000);
        await MeasureAsync(output, Few, 10, cancellationToken);
        await MeasureAsync(output, Many, 100, cancellationToken);
        await MeasureAsync(output, Many, 1_000, cancellationToken);
    }

    private static async Task MeasureAsync(TextWriter output, int clients, int cohort, CancellationToken cancellationToken)
    {
        await using var cluster = await BenchmarkCluster.StartAsync(cancellationToken, (EmptyWork.NoDataVariable, "1"));
        cluster.Introduce();
        var fresh = Resident(cluster);
        var seconds = await RoundClock.RunAsync(cluster.Grains, "enrolled", Spec("enrolled", clients, cohort, rounds: 10), cancellationToken);
        var (after, again) = (Resident(cluster), Stopwatch.GetTimestamp());
        await RoundClock.RunAsync(cluster.Grains, "enrolled", Spec("enrolled", clients, cohort, rounds: 10), cancellationToken);
        var repeated = Stopwatch.GetElapsedTime(again).TotalSeconds;
        await cluster.RestartAsync(cancellationToken);
        Report.Figure(output, $"{clients} enrolled: start and a round of {cohort}", $"{seconds[0]:F2} s; a later round, median, {Timing.Percentile(seconds[1..], 0.5):F3} s; the same spec again {repeated:F3} s");
        Report.Figure(output, $"{clients} enrolled: resident memory", $"fresh {fresh} MB, after 10 rounds {after} MB, restarted {Resident(cluster)} MB");
    }

    private static string Resident(BenchmarkCluster cluster) =>
        string.Join(" + ", cluster.Silos.Select(silo => FormattableString.Invariant($"{silo.ResidentMegabytes:F0}")));

    /// <summary>Times what a round does to pick its cohort, from the spec.</summary>
    private static void Sample(TextWriter output, int cohort)
    {
        var spec = SpecReader.Read(Spec("enrolled", Many, cohort, rounds: 10)).OrThrow().Spec;
        var samples = Enumerable.Range(1, 30).Select(round =>
        {
            var began = Stopwatch.GetTimestamp();
            CohortSelection.Train(spec, ClientRoster.Of(spec), round);
            return 1000 * Stopwatch.GetElapsedTime(began).TotalSeconds;
        }).ToArray();
        Report.Figure(output, $"sampling {cohort} of {Many}", $"first {samples[0]:F2} ms, median {Timing.Percentile(samples, 0.5):F2} ms (goal: under 100 ms)");
    }

    private static string Spec(string name, int clients, int cohort, int rounds) => $$"""
        {
          "federation": "{{name}}",
          "model": { "input": [1, 28, 28], "layers": ["flatten", { "linear": { "out": 20 } }], "loss": "crossEntropy" },
          "data": { "format": "digits", "train": {{Math.Max(clients, 100)}}, "test": {{Math.Max(clients, 100)}} },
          "clients": { "simulate": {{clients}}, "sites": ["north", "south"] },
          "rounds": {{rounds}},
          "sampling": { "count": {{cohort}} },
          "evaluation": { "central": "none" },
          "retention": { "last": 2 }
        }
        """;
}
