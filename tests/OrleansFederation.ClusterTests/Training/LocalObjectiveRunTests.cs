using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Grants;
using OrleansFederation.Isolation;
using OrleansFederation.Modeling;
using OrleansFederation.Naming;
using OrleansFederation.Parameters;
using OrleansFederation.Plugins;
using OrleansFederation.Rounds;
using OrleansFederation.Schedules;

namespace OrleansFederation.Training;

/// <summary>What a spec asks of local training, from the spec to the versions.</summary>
public sealed class LocalObjectiveRunTests
{
    private const string Training = """{ "optimizer": "sgd", "learningRate": 0.2, "momentum": 0.5, "batchSize": 20, "epochs": 1 }""";

    private const string Steered = """
        { "learningRate": 0.2, "momentum": 0.5, "batchSize": 20, "steps": 12, "clip": 0.5, "proximal": { "mu": 0.5, "adaptive": true },
          "labelSmoothing": 0.05, "classBalance": 0.99, "schedule": { "cosine": { "minimum": 0.1, "warmup": 1 } } }
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_round_has_its_rate_and_its_mu_and_can_be_replayed_with_them()
    {
        using var state = new StateDirectory();
        ConcurrentBag<(TrainingRequest Request, TrainingResult Result)> seen = [];
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real => new WatchedTrainer(real, seen)));

        var federation = await silo.RunAsync(Spec(Steered, rounds: 5));

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        var rounds = await silo.RoundsAsync();
        var (spec, course, mu) = (SpecReader.FromCanonical(federation.Spec), default(ProximalCourse), new List<double>());
        foreach (var round in rounds)
        {
            mu.Add(course?.Mu ?? 0.5);
            Assert.Contains(seen, one => one.Request.Proximal == mu[^1] && one.Request.Rate == RateSchedule.At(spec.Training.Schedule, round.Round, 5));
            course = ProximalCourse.After(spec.Training.Proximal, course, RoundReports.MeanLoss(await ReportAsync(silo, round.Round)));
        }

        Assert.Equal(15, seen.Count);
        Assert.True(mu.Distinct().Count() > 2, string.Join(", ", mu));
        Assert.Equal(5, seen.Select(one => one.Request.Rate).Distinct().Count());
        Assert.All(seen, one => Assert.Equal(LocalSteps.Of(spec.Training, one.Request.Rate, one.Request.Proximal, 12), one.Result.LocalSteps));
        PrincipalContext.Current = RunningSilo.Owner;
        var replay = await silo.Grains.GetGrain<IReplayGrain>(GrainKeys.Replay("tiny", 4)).ReplayAsync(Cancel);
        Assert.NotNull(replay.Recorded);
        Assert.Equal(replay.Recorded, replay.Replayed);
    }

    [Fact]
    public async Task A_silo_that_stops_within_a_round_goes_on_with_the_same_mu_and_rate()
    {
        var spec = Spec(Steered, rounds: 5);

        var expected = await FinishedRun.DigestsAsync(spec);

        Assert.Equal(expected, await InterruptedRun.WithinRoundAsync(spec, 4, silo => silo.DigestsAsync()));
    }

    [Fact]
    public async Task Normalised_averaging_gives_clients_of_few_examples_their_share()
    {
        using var state = new StateDirectory();
        ConcurrentBag<(TrainingRequest Request, TrainingResult Result)> seen = [];
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real => new WatchedTrainer(real, seen)));
        var spec = Spec(Training, rounds: 1, extra: """, "aggregation": "fednova" """).Replace("\"iid\"", """{ "counts": [400, 150, 50] }""", StringComparison.Ordinal);

        var federation = await silo.RunAsync(spec);

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        var results = seen.Select(one => one.Result).ToArray();
        Assert.Equal(3, results.Select(result => result.LocalSteps).Distinct().Count());
        var total = results.Sum(result => (double)result.Examples);
        var mean = results.Sum(result => result.Examples / total * result.LocalSteps);
        await AssertMovedAsync(silo, spec, results, result => result.Examples / total * mean / result.LocalSteps);
    }

    [Fact]
    public async Task A_fair_mean_weighs_by_the_bases_loss_at_every_client()
    {
        using var state = new StateDirectory();
        ConcurrentBag<(TrainingRequest Request, TrainingResult Result)> seen = [];
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real => new WatchedTrainer(real, seen)));
        var spec = Spec(Training, rounds: 1, extra: """, "aggregation": { "qfedavg": { "q": 2, "learningRate": 0.2 } } """).Replace("\"iid\"", """{ "shards": 2 }""", StringComparison.Ordinal);

        var federation = await silo.RunAsync(spec);

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        var results = seen.Select(one => one.Result).ToArray();
        Assert.Equal(3, results.Select(result => result.InitialLoss!.Value).Distinct().Count());
        double Power(TrainingResult result) => Math.Pow(result.InitialLoss!.Value, 2) / 0.2;
        var sum = results.Sum(result => 2 * result.InitialLoss!.Value * Math.Pow(result.Norm / 0.2, 2) + Power(result));
        await AssertMovedAsync(silo, spec, results, result => Power(result) / sum);
    }

    [Fact]
    public async Task A_process_of_its_own_tells_the_same_in_its_receipt()
    {
        using var site = new SampleSite().Approve();
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, site.Configure);
        var (spec, document) = SpecReader.Read(Spec(Steered, rounds: 5, extra: """, "aggregation": { "qfedavg": { "learningRate": 0.2 } } """)).OrThrow();
        TrainingOrder order = new(new(TaskKind.Train, "tiny", 3, "tiny.0", 1), document, 0, "local", await silo.WriteZerosAsync(spec)) { Proximal = 0.3 };

        var inside = await silo.DoAsync(order);
        var apart = await silo.DoAsync(order with { Key = order.Key with { Attempt = 2 } }, apart: site);

        Assert.Null(inside.Failure);
        Assert.True(inside is { Norm: > 0, LocalSteps: > 0, InitialLoss: > 0 });
        Assert.Equal((inside.Update, inside.Norm, inside.LocalSteps, inside.InitialLoss), (apart.Update, apart.Norm, apart.LocalSteps, apart.InitialLoss));
        var freely = await silo.DoAsync(order with { Key = order.Key with { Attempt = 3 }, Proximal = 0 });
        Assert.NotEqual(inside.Update!.Digest, freely.Update!.Digest);
    }

    private static string Spec(string training, int rounds, string extra = "") => TinySpecs.Digits(rounds: rounds, extra: extra)
        .Replace("""{ "optimizer": "adam", "learningRate": 0.005, "batchSize": 20, "epochs": 1 }""", training, StringComparison.Ordinal);

    private static async Task<RoundReport> ReportAsync(RunningSilo silo, int round) => (await silo.Grains.GetGrain<IRoundGrain>(GrainKeys.Round("tiny", round)).GetAsync())!;

    private static async Task AssertMovedAsync(RunningSilo silo, string spec, TrainingResult[] results, Func<TrainingResult, double> weight)
    {
        var plan = ModelPlans.Of(SpecReader.Read(spec).Spec!.Model);
        var file = await silo.Services.GetRequiredService<IArtifactStore>().ReadAsync((await silo.VersionsAsync())[0].Manifest.Parameters, Cancel);
        var (before, after) = (plan.Initialise(7), Safetensors.View(plan.Layout, file.Span, "test").ToArray());
        for (var k = 0; k < after.Length; k++)
        {
            Assert.Equal(before[k] + results.Sum(result => weight(result) * result.Update[k]), after[k], 1e-5);
        }
    }
}
