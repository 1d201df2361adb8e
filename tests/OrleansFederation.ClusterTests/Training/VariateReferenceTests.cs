using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Modeling;
using OrleansFederation.Naming;
using OrleansFederation.Parameters;
using OrleansFederation.Rounds;

namespace OrleansFederation.Training;

/// <summary>Federations of clients that disagree, against the papers' formulas in double precision and against the optimum of all clients together.</summary>
public sealed class VariateReferenceTests : IDisposable
{
    private const double LearningRate = 0.05;

    private readonly TemporaryFolder _files = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("\"epochs\": 2")]
    [InlineData("\"steps\": 5")]
    [InlineData("\"epochs\": 2, \"momentum\": 0.5, \"schedule\": { \"exponential\": 0.9 }")]
    public async Task Scaffold_is_the_papers_where_only_some_clients_are_asked(string steps)
    {
        var problem = await QuadraticClients.WriteAsync(_files, [8, 16, 24, 12, 20], Cancel);
        var spec = problem.Spec($$"""{ "scaffold": true, "learningRate": {{LearningRate}}, "batchSize": 8, {{steps}} }""", rounds: 8, sampling: """{ "fraction": 0.4, "minimum": 2 }""");

        var rounds = await RunAsync(spec);

        var paper = problem.Scaffold(spec, [.. rounds.Select(round => round.Cohort)], withShare: true);
        Assert.All(rounds.Zip(paper), pair => AssertClose(pair.Second.Model, pair.First.Model));
        Assert.All(rounds.Zip(paper), pair => AssertClose(pair.Second.Common, pair.First.Common));

        // Without the factor |S|/N, which NVFlare leaves out, it would be another federation.
        var without = problem.Scaffold(spec, [.. rounds.Select(round => round.Cohort)], withShare: false);
        Assert.True(Distance(without[^1].Model, rounds[^1].Model) > 1e-2);
        Assert.True(rounds.SelectMany(round => round.Cohort).Distinct().Count() > 3);
    }

    [Theory]
    [InlineData("\"epochs\": 2")]
    [InlineData("\"steps\": 5, \"momentum\": 0.5")]
    public async Task FedDyn_is_the_papers_where_only_some_clients_are_asked(string steps)
    {
        var problem = await QuadraticClients.WriteAsync(_files, [8, 16, 24, 12, 20], Cancel);
        var spec = problem.Spec($$"""{ "dynamic": 0.5, "learningRate": {{LearningRate}}, "batchSize": 8, {{steps}} }""", rounds: 8, sampling: """{ "fraction": 0.4, "minimum": 2 }""");

        var rounds = await RunAsync(spec);

        var paper = problem.FedDyn(spec, [.. rounds.Select(round => round.Cohort)]);
        Assert.All(rounds.Zip(paper), pair => AssertClose(pair.Second.Model, pair.First.Model));
        Assert.All(rounds.Zip(paper), pair => AssertClose(pair.Second.Common, pair.First.Common));
    }

    [Fact]
    public async Task With_many_local_steps_both_end_at_the_optimum_of_all_clients_and_plain_averaging_beside_it()
    {
        // Each client's data lies elsewhere and asks for another line.
        var problem = await QuadraticClients.WriteAsync(_files, [10, 20, 30], Cancel);
        var optimum = problem.Optimum();
        const string Local = "\"learningRate\": 0.05, \"batchSize\": 64, \"steps\": 20";

        var plain = await RunAsync(problem.Spec($$"""{ {{Local}} }""", rounds: 40, aggregation: "uniform"));
        var scaffold = await RunAsync(problem.Spec($$"""{ "scaffold": true, {{Local}} }""", rounds: 40));
        var dynamic = await RunAsync(problem.Spec($$"""{ "dynamic": 2, {{Local}} }""", rounds: 40));

        Assert.True(Distance(optimum, plain[^1].Model) > 0.05, $"plain: {Distance(optimum, plain[^1].Model)}");
        Assert.True(Distance(optimum, scaffold[^1].Model) < 2e-3, $"scaffold: {Distance(optimum, scaffold[^1].Model)}");
        Assert.True(Distance(optimum, dynamic[^1].Model) < 2e-3, $"dynamic: {Distance(optimum, dynamic[^1].Model)}");
    }

    private static double Distance(double[] one, double[] other) => Math.Sqrt(one.Zip(other, (a, b) => (a - b) * (a - b)).Sum());

    private static void AssertClose(double[] expected, double[] found) => Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-4));

    private static async Task<IReadOnlyList<(double[] Model, double[] Common, int[] Cohort)>> RunAsync(string spec)
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        var federation = await silo.RunAsync(spec);
        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        var (layout, store) = (ModelPlans.Of(SpecReader.FromCanonical(federation.Spec).Model).Layout, silo.Services.GetRequiredService<IArtifactStore>());
        List<(double[], double[], int[])> rounds = [];
        foreach (var manifest in (await silo.VersionsAsync()).Select(view => view.Manifest).OrderBy(manifest => manifest.Round))
        {
            var report = (await silo.Grains.GetGrain<IRoundGrain>(GrainKeys.Round("tiny", manifest.Round)).GetAsync())!;
            rounds.Add((await ReadAsync(manifest.Parameters), manifest.Server is [var kept] ? await ReadAsync(kept.File) : [], [.. report.Clients.Select(client => client.Client[^1] - '0').Order()]));
        }

        return rounds;

        async Task<double[]> ReadAsync(ArtifactRef file) => [.. Safetensors.View(layout, (await store.ReadAsync(file, Cancel)).Span, "test").ToArray().Select(value => (double)value)];
    }
}
