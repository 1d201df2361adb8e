using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Grants;
using OrleansFederation.Modeling;
using OrleansFederation.Naming;
using OrleansFederation.Parameters;
using OrleansFederation.Registry;
using OrleansFederation.Rounds;
using OrleansFederation.Training;

namespace OrleansFederation.Optimizers;

/// <summary>Federations whose server moves the model by an optimiser.</summary>
public sealed class ServerOptimizerRunTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Versions_carry_what_the_optimiser_keeps_and_each_follows_from_the_one_before()
    {
        var spec = TinySpecs.Digits(rounds: 3, extra: """, "server": { "momentum": { "learningRate": 0.5, "momentum": 0.75 } } """);
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        var federation = await silo.RunAsync(spec);

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        var layout = ModelPlans.Of(SpecReader.Read(spec).Spec!.Model).Layout;
        var versions = (await silo.VersionsAsync()).Select(view => view.Manifest).OrderBy(manifest => manifest.Version).ToList();
        var before = ModelPlans.Of(SpecReader.Read(spec).Spec!.Model).Initialise(7);
        foreach (var manifest in versions)
        {
            var kept = Assert.Single(manifest.Server);
            Assert.Equal("momentum", kept.Name);
            var after = await ReadAsync(silo, layout, manifest.Parameters);
            var momentum = await ReadAsync(silo, layout, kept.File);
            Assert.Equal(after, before.Zip(momentum, (x, b) => b * 0.5f + x));
            Assert.Contains(momentum, value => value != 0);
            before = after;
        }

        Assert.Equal(3, versions.Select(manifest => manifest.Server[0].File.Digest).Distinct().Count());
    }

    [Fact]
    public async Task Buffers_are_averaged_whatever_the_optimiser()
    {
        // A rate of nearly nothing: what gradients move stays where it was, the running statistics do not.
        var json = JsonNode.Parse(TinySpecs.Digits(rounds: 1, extra: """, "server": { "sgd": 1e-9 } """))!;
        json["model"]!["layers"] = JsonNode.Parse("""[{ "conv2d": { "out": 4, "kernel": 3 } }, "batchnorm2d", "flatten", { "linear": 10 }]""");
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        await silo.RunAsync(json.ToJsonString());

        var plan = ModelPlans.Of(SpecReader.Read(json.ToJsonString()).Spec!.Model);
        var (before, after) = (plan.Initialise(7), await ReadAsync(silo, plan.Layout, (await silo.VersionsAsync())[0].Manifest.Parameters));
        foreach (var entry in plan.Layout.Entries)
        {
            var moved = Enumerable.Range(entry.Offset, entry.Length).Max(k => Math.Abs(after[k] - before[k]));
            Assert.True(entry.Kind == ParameterKind.Buffer ? moved > 1e-3 : moved < 1e-6, $"{entry.Name} moved by {moved}");
        }
    }

    [Fact]
    public async Task A_replayed_round_starts_from_what_was_kept_and_gives_the_same_bits()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        await silo.RunAsync(TinySpecs.Digits(rounds: 2, extra: """, "server": "adam" """));

        PrincipalContext.Current = RunningSilo.Owner;
        var replay = await silo.Grains.GetGrain<IReplayGrain>(GrainKeys.Replay("tiny", 2)).ReplayAsync(Cancel);

        Assert.NotNull(replay.Recorded);
        Assert.Equal(replay.Recorded, replay.Replayed);
    }

    [Fact]
    public async Task What_a_round_goes_on_from_stays_where_the_version_that_owns_it_loses_its_bytes_meanwhile()
    {
        using var state = new StateDirectory();
        RunningSilo? running = null;
        await using var silo = running = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real => new OvertakenTrainer(real, () => running!.Services)));

        var federation = await silo.RunAsync(TinySpecs.Digits(rounds: 2, extra: """, "server": "adam" """));

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        Assert.False((await silo.VersionsAsync()).Single(view => view.Manifest.Version == 1).BytesKept);
    }

    /// <summary>In the second round another federation publishes a better version of the model and keeps one, and what nobody owns is swept.</summary>
    private sealed class OvertakenTrainer(IModelTrainer real, Func<IServiceProvider> services) : IModelTrainer
    {
        private int _calls;

        public async Task<TrainingResult> TrainAsync(TrainingRequest request, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _calls) == 4)
            {
                await services().GetRequiredService<IRegistryStore>().PublishAsync(
                    Storage.Samples.Publication("tiny", 1, federation: "other", keep: 1, central: new(1, 0, 1)), cancellationToken);
                await services().GetRequiredService<IArtifactStore>().SweepAsync(TimeSpan.Zero, cancellationToken);
            }

            return await real.TrainAsync(request, progress, cancellationToken);
        }
    }

    private static async Task<float[]> ReadAsync(RunningSilo silo, ParameterLayout layout, ArtifactRef file) =>
        Safetensors.View(layout, (await silo.Services.GetRequiredService<IArtifactStore>().ReadAsync(file, Cancel)).Span, "test").ToArray();
}
