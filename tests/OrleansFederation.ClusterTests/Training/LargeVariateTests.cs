using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Aggregation;
using OrleansFederation.Artifacts;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Modeling;
using OrleansFederation.Naming;
using OrleansFederation.Parameters;
using OrleansFederation.Rounds;

namespace OrleansFederation.Training;

/// <summary>SCAFFOLD for a model that sites fold in blocks, whose clients take different numbers of steps: two sums of every update, each a stream.</summary>
public sealed class LargeVariateTests
{
    private const double Rate = 0.05;

    /// <summary>The clients' examples, of which 20 are a step; the first and the third client are at the first site.</summary>
    private static readonly int[] Examples = [60, 20, 40];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_sums_of_a_large_model_come_to_what_they_are_in_memory()
    {
        using var state = new StateDirectory();
        ConcurrentBag<(TrainingRequest Request, TrainingResult Result)> seen = [];
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real => new WatchedTrainer(real, seen)));

        var federation = await silo.RunAsync(Spec());

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        var plan = ModelPlans.Of(SpecReader.FromCanonical(federation.Spec).Model);
        Assert.InRange(plan.Moving.Layout.Length, SiteFold.WholeLength + 1, SiteFold.WholeLength * 2);
        var (parameters, control) = (plan.Initialise(7), new float[plan.Layout.Length]);
        var store = silo.Services.GetRequiredService<IArtifactStore>();
        foreach (var (round, manifest) in (await silo.VersionsAsync()).Select(view => view.Manifest).OrderBy(manifest => manifest.Version).Index())
        {
            // In the first round there is nothing yet to correct gradients by.
            var updates = Examples.Select(examples => seen.Single(one => one.Request.Data.Count == examples && one.Request.Correction.Span.ContainsAnyExcept(0f) == round > 0).Result).ToArray();
            Assert.Equal([3.0, 1.0, 2.0], updates.Select(result => result.LocalSteps));
            PartialSums.Apply<float>(parameters, SumOf(updates, _ => 1.0 / 3));
            ControlVariates.MoveCommon(control, SumOf(updates, result => 1 / (3 * result.LocalSteps)), 1 / Rate, 1);

            Assert.Equal(parameters, Safetensors.View(plan.Layout, (await store.ReadAsync(manifest.Parameters, Cancel)).Span, "test").ToArray());
            Assert.Equal(control, Safetensors.View(plan.Moving.Trainable, (await store.ReadAsync(Assert.Single(manifest.Server).File, Cancel)).Span, "test").ToArray());
            var replay = await silo.Grains.GetGrain<IReplayGrain>(GrainKeys.Replay("tiny", round + 1)).ReplayAsync(Cancel);
            Assert.Equal((true, manifest.Parameters.Digest), (replay.IsSame, replay.Replayed));
        }
    }

    /// <summary>Each site's updates, then the sites' sums.</summary>
    private static float[] SumOf(TrainingResult[] updates, Func<TrainingResult, double> weight) => PartialSums.Combine<float>([.. ((int[][])[[0, 2], [1]]).Select(site =>
    {
        var sum = new WeightedSum<float>(updates[0].Update.Length);
        foreach (var client in site)
        {
            sum.Add(updates[client].Update, weight(updates[client]));
        }

        return (ReadOnlyMemory<float>)sum.Finish();
    })]);

    private static string Spec() => TinySpecs.Sites(["north", "south"])
        .Replace("\"layers\": [\"flatten\", { \"linear\": 16 }, \"relu\", { \"dropout\": 0.1 }, { \"linear\": 10 }]", "\"layers\": [\"flatten\", { \"linear\": 5400 }, \"relu\", { \"linear\": 10 }]", StringComparison.Ordinal)
        .Replace("\"train\": 600, \"test\": 200", "\"train\": 120, \"test\": 20", StringComparison.Ordinal)
        .Replace("\"iid\"", $"{{ \"counts\": [{string.Join(", ", Examples)}] }}", StringComparison.Ordinal)
        .Replace("""{ "optimizer": "adam", "learningRate": 0.005, "batchSize": 20, "epochs": 1 }""", FormattableString.Invariant($$"""{ "scaffold": true, "learningRate": {{Rate}}, "batchSize": 20, "epochs": 1 }"""), StringComparison.Ordinal);
}
