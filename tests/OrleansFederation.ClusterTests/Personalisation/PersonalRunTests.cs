using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Clients;
using OrleansFederation.Evaluation;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Modeling;
using OrleansFederation.Naming;
using OrleansFederation.Parameters;
using OrleansFederation.Rounds;
using OrleansFederation.Training;

namespace OrleansFederation.Personalisation;

/// <summary>Federations in which each client comes to a model of its own.</summary>
public sealed class PersonalRunTests
{
    private const string BatchNorms = """
        "model": { "input": [1, 28, 28], "layers": [{ "conv2d": { "out": 4, "kernel": 5, "stride": 3 } }, { "batchnorm2d": {} }, "relu", "flatten", { "linear": 10 }], "loss": "crossEntropy" },
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_batch_normalisation_nothing_leaves_the_clients_and_each_evaluates_with_its_own()
    {
        var spec = Spec("""{ "keep": ["batchnorm"] }""", rounds: 2, model: BatchNorms);
        KeptUpdates? kept = null;
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IUpdateStore>(real => kept = new KeptUpdates(real)));

        var federation = await silo.RunAsync(spec);

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        var plan = ModelPlans.Of(SpecReader.Read(spec).OrThrow().Spec.Model);
        Assert.Equal(["1.weight", "1.bias", "1.running_mean", "1.running_var"], plan.Kept!.Layout.Entries.Select(entry => entry.Name));
        Assert.Equal(10, kept!.Written.Count);
        Assert.All(kept.Written.Values, file => Assert.Equal(["0.bias", "0.weight", "4.bias", "4.weight"], NamesIn(file)));
        var versions = await silo.VersionsAsync();
        foreach (var version in versions.Select(version => version.Manifest))
        {
            Assert.Equal(plan.Kept.Layout.Entries.Select(entry => entry.Name), version.Kept);
            var values = Safetensors.ViewMemory(plan.Layout, await silo.Services.GetRequiredService<IArtifactStore>().ReadAsync(version.Parameters, Cancel), "test").ToArray();
            Assert.Equal(plan.Kept.Of(plan.Initialise(7)), plan.Kept.Of(values));
        }

        // Each client's own lies at its site, and they differ.
        var own = Directory.GetFiles(Path.Combine(state.Path, "clients", "local", "tiny"), "*", SearchOption.AllDirectories);
        Assert.Equal(10, own.Length);
        Assert.Equal(10, own.Select(file => Convert.ToHexString(File.ReadAllBytes(file))).Distinct().Count());
    }

    [Theory]
    [InlineData("""{ "keep": ["4"] }""")]
    [InlineData("""{ "keep": ["4"], "headEpochs": 3 }""")]
    [InlineData("""{ "ditto": 0.1, "epochs": 2 }""")]
    [InlineData("""{ "finetune": 2 }""")]
    [InlineData("""{ "keep": ["4"], "finetune": 1 }""")]
    public async Task Clients_of_few_classes_each_do_better_with_models_of_their_own(string personal)
    {
        var (shared, _) = await RunAsync("null");
        var (own, rounds) = await RunAsync(personal);

        Assert.InRange(own.Mean, shared.Mean + 0.1, 1);
        Assert.InRange(own.WorstDecile, shared.WorstDecile, 1);
        var last = rounds[^1];
        if (personal.Contains("keep", StringComparison.Ordinal))
        {
            Assert.Null(last.SharedSpread);
        }
        else
        {
            // The version itself is that of the federation without models of the clients' own.
            Assert.Equal(shared, last.SharedSpread);
        }
    }

    [Theory]
    [InlineData("null", 0, 0.25)]
    [InlineData("""{ "keep": ["batchnorm"] }""", 0.4, 1)]
    public async Task Clients_that_measure_in_ways_of_their_own_learn_together_where_batch_normalisation_stays_with_them(string personal, double least, double most)
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        var federation = await silo.RunAsync($$"""
            {
              "federation": "tiny", "seed": 3,
              "model": { "input": [1, 28, 28], "layers": [{ "batchnorm2d": {} }, { "conv2d": { "out": 8, "kernel": 5, "stride": 3 } }, { "batchnorm2d": {} }, "relu", "flatten", { "linear": 10 }], "loss": "crossEntropy" },
              "clients": [
                { "id": "tiny.a", "site": "local", "data": { "format": "digits", "train": 300, "test": 200 } },
                { "id": "tiny.b", "site": "local", "data": { "format": "digits", "train": 300, "test": 200, "normalize": { "mean": 2, "std": 0.05 } } },
                { "id": "tiny.c", "site": "local", "data": { "format": "digits", "train": 300, "test": 200, "normalize": { "mean": -5, "std": 4 } } }
              ],
              "rounds": 6,
              "training": { "optimizer": "adam", "learningRate": 0.01, "batchSize": 20 },
              "personal": {{personal}},
              "evaluation": { "fraction": 1 }
            }
            """);

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        Assert.InRange((await silo.RoundsAsync())[^1].Spread!.Mean, least, most);
    }

    [Fact]
    public async Task The_spread_over_clients_is_what_their_figures_say()
    {
        var (spread, rounds) = await RunAsync("null");

        double[] accuracies = [.. rounds[^1].Clients.Select(client => client.Evaluation!.Accuracy!.Value).Order()];
        Assert.Equal(5, accuracies.Length);
        Assert.Equal(("accuracy", 5), (spread.Metric, spread.Clients));
        Assert.Equal(accuracies.Sum() / 5, spread.Mean, 1e-12);
        Assert.Equal(accuracies[0], spread.WorstDecile, 1e-12);
        Assert.Equal(accuracies.Sum(accuracy => Math.Pow(accuracy - accuracies.Sum() / 5, 2)) / 5, spread.Variance, 1e-12);
    }

    [Theory]
    [InlineData("""{ "keep": ["4"] }""", """, "filters": ["int8"], "server": "adam" """)]
    [InlineData("""{ "keep": ["4"], "headEpochs": 1 }""", """, "aggregation": "median" """)]
    [InlineData("""{ "ditto": 0.5 }""", """, "filters": ["int8"] """)]
    public async Task A_failed_attempt_a_lost_update_and_a_replay_go_on_from_the_same_state(string personal, string extra)
    {
        var spec = Spec(personal, rounds: 3, extra: extra, sampling: """{ "fraction": 0.6, "minimum": 3, "onError": "resilient" }""");
        var expected = await FinishedRun.OfAsync(spec, ResultsAsync);
        var writes = 0;
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services
            .Decorate<IClientStateStore>(real => new BreakingStates(real, key => key is { Name: ClientStates.Personal, Round: 2 } && Interlocked.Increment(ref writes) == 1))
            .Decorate<IUpdateStore>(real => new ForgetfulUpdateStore(real, "tiny.1", 1)));

        await silo.RunAsync(spec);

        Assert.Equal(4, writes);
        Assert.Equal(expected, await ResultsAsync(silo));
        for (var number = 1; number <= 3; number++)
        {
            var replay = await silo.Grains.GetGrain<IReplayGrain>(GrainKeys.Replay("tiny", number)).ReplayAsync(Cancel);
            Assert.Equal((replay.Recorded, true), (replay.Replayed, replay.Clients.All(client => client.Recorded == client.Replayed)));
        }
    }

    [Theory]
    [InlineData("""{ "keep": ["4"] }""", 7)]
    [InlineData("""{ "ditto": 0.5 }""", 12)]
    [InlineData("""{ "ditto": 0.5 }""", 18)]
    [InlineData("""{ "finetune": 1 }""", 17)]
    public async Task A_silo_that_ends_in_the_middle_changes_no_bit(string personal, int trainings)
    {
        var spec = Spec(personal, rounds: 4);
        var expected = await FinishedRun.OfAsync(spec, ResultsAsync);

        Assert.Equal(expected, await InterruptedRun.AfterTrainingsAsync(spec, trainings, ResultsAsync));
    }

    private static string Spec(string personal, int rounds, string? model = null, string extra = "", string sampling = "{}") => $$"""
        {
          "federation": "tiny",
          "seed": 7,
          {{model ?? """
          "model": { "input": [1, 28, 28], "layers": ["flatten", { "linear": 16 }, "relu", { "dropout": 0.1 }, { "linear": 10 }], "loss": "crossEntropy" },
          """}}
          "data": { "format": "digits", "train": 1000, "test": 200 },
          "clients": { "simulate": 5, "partition": { "shards": 2 } },
          "rounds": {{rounds}},
          "sampling": {{sampling}},
          "training": { "optimizer": "adam", "learningRate": 0.005, "batchSize": 20, "epochs": 1 },
          "personal": {{personal}},
          "evaluation": { "fraction": 1, "minimum": 5 }{{extra}}
        }
        """;

    private static IEnumerable<string> NamesIn(ReadOnlyMemory<byte> file)
    {
        var length = BitConverter.ToInt64(file.Span);
        using var header = System.Text.Json.JsonDocument.Parse(file.Slice(8, (int)length));
        return [.. header.RootElement.EnumerateObject().Select(entry => entry.Name).Where(name => name != "__metadata__").Order(StringComparer.Ordinal)];
    }

    private static Task<(ClientSpread Spread, IReadOnlyList<RoundReport> Rounds)> RunAsync(string personal) => FinishedRun.OfAsync(Spec(personal, rounds: 4), async silo =>
    {
        var rounds = await silo.RoundsAsync();
        return (rounds[^1].Spread!, rounds);
    });

    // The versions, and the figures of the clients' own models, which follow from what they keep.
    private static async Task<string[]> ResultsAsync(RunningSilo silo) =>
    [
        .. (await silo.VersionsAsync()).OrderBy(version => version.Manifest.Version)
            .Select(version => string.Create(CultureInfo.InvariantCulture, $"{version.Manifest.Parameters.Digest} {version.Manifest.Federated!.LossSum:R}")),
        .. (await silo.RoundsAsync()).Select(round => string.Create(CultureInfo.InvariantCulture, $"{round.Round} {round.Spread} {round.SharedSpread}")),
    ];
}
