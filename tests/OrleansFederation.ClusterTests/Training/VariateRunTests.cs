using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Clients;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Isolation;
using OrleansFederation.Modeling;
using OrleansFederation.Naming;
using OrleansFederation.Parameters;
using OrleansFederation.Plugins;
using OrleansFederation.Rounds;

namespace OrleansFederation.Training;

/// <summary>Federations whose clients keep what steers their gradients: whatever happens to them changes no bit.</summary>
public sealed class VariateRunTests
{
    private const string Scaffold = """{ "scaffold": true, "learningRate": 0.1, "batchSize": 20, "epochs": 1 }""";
    private const string Dynamic = """{ "dynamic": 0.05, "learningRate": 0.1, "batchSize": 20, "steps": 10, "clip": 5 }""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Scaffold)]
    [InlineData(Dynamic)]
    public async Task A_failed_attempt_changes_no_bit_and_a_round_replays_as_it_was(string training)
    {
        var spec = Spec(training, rounds: 4, sampling: """{ "fraction": 0.75, "minimum": 3, "onError": "resilient" }""");
        var expected = await FinishedRun.OfAsync(spec, DigestsAsync);
        var writes = 0;
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IClientStateStore>(real => new BreakingStates(real, key =>
            key is { Round: 2 } && Interlocked.Increment(ref writes) == 1)));

        await silo.RunAsync(spec);

        // The state was written and then the task failed: the second attempt goes on from the same one.
        Assert.Equal(4, writes);
        Assert.Equal(expected, await DigestsAsync(silo));
        for (var number = 1; number <= 4; number++)
        {
            var replay = await silo.Grains.GetGrain<IReplayGrain>(GrainKeys.Replay("tiny", number)).ReplayAsync(Cancel);
            Assert.Equal((replay.Recorded, true), (replay.Replayed, replay.Clients.All(client => client.Recorded == client.Replayed)));
        }
    }

    [Theory]
    [InlineData(Scaffold)]
    [InlineData(Dynamic)]
    public async Task A_silo_that_ends_between_a_state_and_its_receipt_changes_no_bit(string training)
    {
        var spec = Spec(training, rounds: 4);
        var expected = await FinishedRun.OfAsync(spec, DigestsAsync);

        Assert.Equal(expected, await InterruptedRun.AfterStateAsync(spec, DigestsAsync));
    }

    [Theory]
    [InlineData(Scaffold)]
    [InlineData(Dynamic)]
    public async Task A_lost_update_is_trained_again_from_the_same_state(string training)
    {
        var spec = Spec(training, rounds: 3);
        var expected = await FinishedRun.OfAsync(spec, DigestsAsync);

        Assert.Equal(expected, await FinishedRun.OfAsync(spec, DigestsAsync, services => services.Decorate<IUpdateStore>(real => new ForgetfulUpdateStore(real, "tiny.1", 1))));
    }

    [Theory]
    [InlineData(Scaffold, "control")]
    [InlineData(Dynamic, "dynamic")]
    public async Task Only_what_gradients_move_is_corrected_and_versions_carry_what_the_server_keeps(string training, string name)
    {
        var json = JsonNode.Parse(Spec(training, rounds: 2))!;
        json["model"]!["layers"] = JsonNode.Parse("""[{ "conv2d": { "out": 4, "kernel": 3 } }, "batchnorm2d", "flatten", { "linear": 10 }]""");
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        var federation = await silo.RunAsync(json.ToJsonString());

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        var plan = ModelPlans.Of(SpecReader.FromCanonical(federation.Spec).Model);
        var versions = (await silo.VersionsAsync()).Select(view => view.Manifest).OrderBy(manifest => manifest.Version).ToList();
        var store = silo.Services.GetRequiredService<IArtifactStore>();
        foreach (var manifest in versions)
        {
            var kept = Assert.Single(manifest.Server);
            Assert.Equal(name, kept.Name);
            Assert.Contains(Safetensors.View(plan.Moving.Trainable, (await store.ReadAsync(kept.File, Cancel)).Span, "test").ToArray(), value => value != 0);
        }

        Assert.NotEqual(versions[0].Server[0].File, versions[1].Server[0].File);

        // What goes down to the clients is counted: the control variate goes with the parameters, once there is one.
        var (first, second) = ((await silo.RoundsAsync())[0].BytesDown, (await silo.RoundsAsync())[1].BytesDown);
        Assert.Equal(name == "control" ? 4 * versions[0].Server[0].File.Length : 0, second - first);
    }

    [Theory]
    [InlineData(Scaffold)]
    [InlineData(Dynamic)]
    public async Task A_process_of_its_own_goes_on_from_the_same_and_leaves_the_same(string training)
    {
        using var site = new SampleSite().Approve();
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, site.Configure);
        var (spec, document) = SpecReader.Read(Spec(training, rounds: 5)).OrThrow();
        var (layout, store) = (ModelPlan.Create(spec.Model).Layout, silo.Services.GetRequiredService<IArtifactStore>());
        var control = await store.WriteAsync(Safetensors.Write(layout, [.. Enumerable.Range(0, layout.Length).Select(i => i % 5 * 0.01f)]), Cancel);
        TrainingOrder order = new(new(TaskKind.Train, "tiny", 1, "tiny.0", 1), document, 0, "local", await silo.WriteZerosAsync(spec));
        var states = silo.Services.GetRequiredService<IClientStateStore>();
        var name = Assert.Single(ClientStates.Of(spec));

        var first = await silo.DoAsync(order);
        Assert.Null(first.Failure);
        var next = order with { Key = order.Key with { Round = 2 }, StateRound = 1, StateUpdate = first.Update!.Digest, Control = spec.Training.Scaffold ? control : null };
        var inside = await silo.DoAsync(next);
        var kept = (await states.ReadAsync(new("local", "tiny", "tiny.0", name, 2, inside.Update!.Digest), Cancel)).ToArray();
        await states.WriteAsync(new("local", "tiny", "tiny.0", name, 2, inside.Update.Digest), new byte[kept.Length], Cancel);
        var apart = await silo.DoAsync(next with { Key = next.Key with { Attempt = 2 } }, apart: site);

        Assert.Equal(inside.Update, apart.Update);
        Assert.Equal(kept, (await states.ReadAsync(new("local", "tiny", "tiny.0", name, 2, inside.Update.Digest), Cancel)).ToArray());
        var anew = await silo.DoAsync(next with { Key = next.Key with { Attempt = 3 }, StateRound = 0, StateUpdate = null });
        Assert.NotEqual(inside.Update.Digest, anew.Update!.Digest);
    }

    [Fact]
    public async Task Scaffold_goes_with_a_server_optimiser()
    {
        var spec = Spec(Scaffold, rounds: 3, extra: """, "server": { "momentum": { "learningRate": 0.5, "momentum": 0.5 } } """);
        using var state = new StateDirectory();
        ConcurrentBag<(TrainingRequest Request, TrainingResult Result)> seen = [];
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real => new WatchedTrainer(real, seen)));

        var federation = await silo.RunAsync(spec);

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        Assert.All(await silo.VersionsAsync(), view => Assert.Equal(["momentum", "control"], view.Manifest.Server.Select(vector => vector.Name)));

        AssertBalanced(seen);
    }

    [Fact]
    public async Task After_a_version_that_is_held_back_clients_and_server_still_go_on_from_the_same_rounds()
    {
        var spec = Spec(Scaffold, rounds: 5, extra: """, "gate": { "metric": "loss", "worse": 0.1 }, "retention": { "last": 1 } """);
        using var state = new StateDirectory();
        ConcurrentBag<(TrainingRequest Request, TrainingResult Result)> seen = [];
        await using var silo = await RunningSilo.StartAsync(state, services =>
        {
            services.Decorate<IModelTrainer>(real => new SpoilingTrainer(real));
            services.Decorate<IModelTrainer>(real => new WatchedTrainer(real, seen));
        });

        var federation = await silo.RunAsync(spec);

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        var versions = (await silo.VersionsAsync()).Select(view => view.Manifest).OrderBy(manifest => manifest.Version).ToList();
        Assert.NotNull(versions[2].HeldBack);
        var plan = (await silo.Grains.GetGrain<IRoundGrain>(GrainKeys.Round("tiny", 4)).GetPlanAsync())!;
        Assert.Equal((versions[1].Parameters, versions[2].Server[0].File), (plan.Base, plan.Server.Single().File));
        Assert.Equal(20, seen.Count);
        AssertBalanced(seen);
    }

    /// <summary>Where all clients contribute to every round, what is added to their gradients adds up to nothing.</summary>
    private static void AssertBalanced(IReadOnlyCollection<(TrainingRequest Request, TrainingResult Result)> seen)
    {
        var sums = new double[seen.First().Request.Correction.Length];
        foreach (var (request, _) in seen)
        {
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] += request.Correction.Span[i];
            }
        }

        Assert.All(sums, sum => Assert.Equal(0, sum, 1e-4));
        Assert.Contains(seen, one => one.Request.Correction.Span.ContainsAnyExcept(0f));
    }

    private static string Spec(string training, int rounds, string sampling = "{}", string extra = "") => TinySpecs.Digits(rounds: rounds, clients: 4, sampling: sampling, extra: extra)
        .Replace("""{ "optimizer": "adam", "learningRate": 0.005, "batchSize": 20, "epochs": 1 }""", training, StringComparison.Ordinal)
        .Replace("\"iid\"", """{ "counts": [150, 90, 150, 210] }""", StringComparison.Ordinal);

    /// <summary>The parameters and what the server keeps, of every version.</summary>
    private static async Task<string[]> DigestsAsync(RunningSilo silo) =>
        [.. (await silo.VersionsAsync()).Select(view => view.Manifest).OrderBy(manifest => manifest.Version).SelectMany(manifest => manifest.Server.Select(vector => vector.File.Digest).Prepend(manifest.Parameters.Digest))];

    /// <summary>Sends updates of the third round of four clients the other way, and far.</summary>
    private sealed class SpoilingTrainer(IModelTrainer real) : IModelTrainer
    {
        private int _calls;

        public async Task<TrainingResult> TrainAsync(TrainingRequest request, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
        {
            var result = await real.TrainAsync(request, progress, cancellationToken);
            return Interlocked.Increment(ref _calls) is > 8 and <= 12 ? result with { Update = [.. result.Update.Select(value => -40 * value)] } : result;
        }
    }
}
