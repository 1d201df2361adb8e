using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>Rounds whose rule needs all updates, read in blocks from the sites.</summary>
public sealed class BlockRuleTests
{
    private static readonly string Spec = TinySpecs.Digits(rounds: 1, clients: 4, extra: """, "aggregation": "median" """);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_new_parameters_are_the_base_moved_by_the_median_of_the_updates()
    {
        using var state = new StateDirectory();
        var updates = new ConcurrentBag<float[]>();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real => new WatchedTrainer(real, updates)));

        var federation = await silo.RunAsync(Spec);

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        var layout = ModelPlans.Of(SpecReader.Read(Spec).Spec!.Model).Layout;
        var expected = ModelPlans.Of(SpecReader.Read(Spec).Spec!.Model).Initialise(7);
        for (var k = 0; k < expected.Length; k++)
        {
            float[] sorted = [.. updates.Select(update => update[k]).Order()];
            expected[k] += (sorted[1] + sorted[2]) / 2;
        }

        var artifacts = silo.Services.GetRequiredService<IArtifactStore>();
        var file = await artifacts.ReadAsync((await silo.VersionsAsync())[0].Manifest.Parameters, Cancel);
        Assert.Equal(expected, Safetensors.View(layout, file.Span, "test").ToArray());
    }

    [Theory]
    [InlineData("\"median\"", 1)]
    [InlineData("\"median\"", 2)]
    [InlineData("""{ "krum": 1 }""", 1)]
    public async Task An_update_that_is_lost_while_blocks_are_read_is_trained_again_and_gives_the_same_bits(string aggregation, int times)
    {
        var spec = TinySpecs.Digits(rounds: 1, clients: 5, extra: $$""", "aggregation": {{aggregation}} """);
        var expected = await FinishedRun.DigestsAsync(spec);
        using var state = new StateDirectory();
        ForgetfulUpdateStore? store = null;
        await using var disturbed = await RunningSilo.StartAsync(state, services => services.Decorate<IUpdateStore>(real => store = new(real, "tiny.1", times)));

        var federation = await disturbed.RunAsync(spec);

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        Assert.Equal(expected, await disturbed.DigestsAsync());
        Assert.Equal(5 + times, store!.Writes);
    }

    [Fact]
    public async Task One_client_of_wild_updates_does_not_carry_the_model_away()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real => new WildTrainer(real)));

        await silo.RunAsync(Spec);

        var file = await silo.Services.GetRequiredService<IArtifactStore>().ReadAsync((await silo.VersionsAsync())[0].Manifest.Parameters, Cancel);
        var layout = ModelPlans.Of(SpecReader.Read(Spec).Spec!.Model).Layout;
        Assert.All(Safetensors.View(layout, file.Span, "test").ToArray(), value => Assert.InRange(value, -1, 1));
    }

    [Fact]
    public async Task A_piece_of_an_update_is_never_longer_than_a_message_may_be()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        var key = new TaskKey(TaskKind.Train, "tiny", 1, "tiny.0", 1);
        var update = await silo.Services.GetRequiredService<IUpdateStore>().WriteAsync("local", key, new byte[3_000_000], Cancel);

        var piece = await silo.Grains.GetGrain<ITrainerGrain>("local/trainer").ReadUpdateAsync(key, update, 0, int.MaxValue, Cancel);

        Assert.Equal(UpdatePiece.LargestLength, piece.Content.Length);
        Assert.InRange(UpdatePiece.LargestLength, 1, (1 << 20) - 10_000);
    }

    private sealed class WatchedTrainer(IModelTrainer real, ConcurrentBag<float[]> updates) : IModelTrainer
    {
        public async Task<TrainingResult> TrainAsync(TrainingRequest request, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
        {
            var result = await real.TrainAsync(request, progress, cancellationToken);
            updates.Add(result.Update);
            return result;
        }
    }

    private sealed class WildTrainer(IModelTrainer real) : IModelTrainer
    {
        private int _calls;

        public async Task<TrainingResult> TrainAsync(TrainingRequest request, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
        {
            var wild = Interlocked.Increment(ref _calls) % 4 == 0;
            var result = await real.TrainAsync(request, progress, cancellationToken);
            return wild ? result with { Update = [.. result.Update.Select(_ => 1e6f)] } : result;
        }
    }
}
