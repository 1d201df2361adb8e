using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Aggregation;
using OrleansFederation.Artifacts;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>Rounds whose rule decides by how far the updates are apart.</summary>
public sealed class DistanceRuleTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{ "krum": 1 }""", 5)]
    [InlineData("""{ "multikrum": { "byzantine": 1, "select": 3 } }""", 5)]
    [InlineData("""{ "bulyan": 1 }""", 7)]
    [InlineData("\"geometricmedian\"", 4)]
    [InlineData("""{ "centredclipping": 0.5 }""", 4)]
    [InlineData("""{ "trimmedmean": 0.25 }""", 4)]
    [InlineData("""{ "normbounded": 0.5 }""", 4)]
    public async Task A_round_comes_to_what_the_rule_makes_of_the_updates_in_memory(string aggregation, int clients)
    {
        var spec = Spec(aggregation, clients);
        using var state = new StateDirectory();
        ConcurrentDictionary<ulong, TrainingResult> results = [];
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real => new WatchedTrainer(real, results)));

        var federation = await silo.RunAsync(spec);

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        var read = SpecReader.Read(spec).OrThrow().Spec;
        var layout = ModelPlans.Of(read.Model).Layout;
        var expected = ModelPlans.Of(read.Model).Initialise(7);
        var report = (await silo.RoundsAsync())[0];

        // In the order of the clients, whose norms and examples stand in the report.
        var updates = report.Clients.Select(client => results.Values.Single(result => Digest(layout, result.Update) == client.Digest)).ToList();
        var (aggregate, weighing) = InMemoryAggregation.Run(
            AggregationRules.Find(read.Aggregation.Rule)!,
            [.. updates.Select(result => (ReadOnlyMemory<float>)result.Update)],
            [.. report.Clients.Select(client => new UpdateFigures(client.Examples) { Norm = client.Norm })],
            read.Aggregation,
            threads: 1);
        PartialSums.Apply<float>(expected, aggregate);
        var file = await silo.Services.GetRequiredService<IArtifactStore>().ReadAsync((await silo.VersionsAsync())[0].Manifest.Parameters, Cancel);
        Assert.Equal(expected, Safetensors.View(layout, file.Span, "test").ToArray());
        if (weighing.Weights.Count > 0)
        {
            Assert.Equal(weighing.Weights, report.Clients.Select(client => client.Weight!.Value));
        }

        if (weighing.Scores.Count > 0)
        {
            Assert.Equal(weighing.Scores, report.Clients.Select(client => client.Score!.Value));
        }
    }

    private static string Spec(string aggregation, int clients) =>
        TinySpecs.Digits(rounds: 1, clients: clients, sampling: $$"""{ "minimum": {{clients}} }""", extra: $$""", "aggregation": {{aggregation}} """);

    private static string Digest(ParameterLayout layout, float[] update) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Safetensors.Write(layout, update)));

    private sealed class WatchedTrainer(IModelTrainer real, ConcurrentDictionary<ulong, TrainingResult> results) : IModelTrainer
    {
        public async Task<TrainingResult> TrainAsync(TrainingRequest request, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
            results[request.Seed] = await real.TrainAsync(request, progress, cancellationToken);
    }
}
