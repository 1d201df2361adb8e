using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Evaluation;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Inference;
using OrleansFederation.Modeling;
using OrleansFederation.Naming;
using OrleansFederation.Parameters;
using OrleansFederation.Registry;
using OrleansFederation.Rounds;
using OrleansFederation.Training;

namespace OrleansFederation.Clustering;

/// <summary>Federations whose clients are divided among several models.</summary>
public sealed class ClusteredRunTests : IDisposable
{
    private readonly TwoKinds _clients = new(6);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{ "ifca": 2 }""", 1)]
    [InlineData("""{ "similarity": 2, "after": 2 }""", 3)]
    [InlineData("""{ "ifca": 2, "after": 2 }""", 2)]
    public async Task The_kinds_are_found_and_each_is_served_by_its_own_model(string clusters, int first)
    {
        var (single, _, _) = await RunAsync(_clients.Spec("null", rounds: 6));
        var (own, rounds, versions) = await RunAsync(_clients.Spec(clusters, rounds: 6));

        var last = rounds[^1];
        Assert.Equal(2, last.Clients.Select(client => client.Cluster).Distinct().Count());
        Assert.All(last.Clients.GroupBy(client => TwoKinds.KindOf(client.Client)), kind => Assert.Single(kind.Select(client => client.Cluster).Distinct()));
        Assert.InRange(own.Mean, single.Mean + 0.2, 1);
        Assert.InRange(own.WorstDecile, single.WorstDecile + 0.2, 1);

        Assert.Equal([(1, 3, 3), (2, 3, 3)], last.Clusters.Select(cluster => (cluster.Cluster, cluster.Clients, cluster.Evaluated)));
        Assert.All(last.Clusters, cluster => Assert.InRange(cluster.Federated!.Accuracy!.Value, own.Mean - 0.2, 1));
        Assert.Equal(last.Clusters.Max(cluster => cluster.Version), last.Version);

        // A version of each cluster and round, each from the one before of its cluster.
        var clustered = versions.Where(version => version.Manifest.Round >= first).ToArray();
        Assert.Equal(2 * (7 - first), clustered.Length);
        foreach (var version in clustered.Select(version => version.Manifest))
        {
            var before = versions.Select(other => other.Manifest).SingleOrDefault(other => other.Round == version.Round - 1 && (other.Cluster ?? version.Cluster) == version.Cluster);
            Assert.Equal(before is null ? [] : [before.Version], version.Parents);
            Assert.Equal(before?.Parameters.Digest ?? version.BaseDigest, version.BaseDigest);
            Assert.All(version.Contributors, contributor => Assert.Contains(contributor.Client, rounds[version.Round - 1].Clients.Where(client => client.Cluster == version.Cluster).Select(client => client.Client)));
        }

        Assert.Equal(last.Clusters.Select(cluster => $"cluster-{cluster.Cluster}"), versions.Where(version => version.Manifest.Round == 6).OrderBy(version => version.Manifest.Version).SelectMany(version => version.Aliases));
    }

    [Theory]
    [InlineData("""{ "ifca": 3 }""", "")]
    [InlineData("""{ "ifca": 2 }""", """, "filters": [{ "int8": { "errorFeedback": 0 } }], "server": { "adam": { "learningRate": 0.05 } } """)]
    [InlineData("""{ "similarity": 2, "after": 2 }""", """, "filters": [{ "int8": { "errorFeedback": 0 } }], "server": { "momentum": {} } """)]
    [InlineData("""{ "similarity": 3, "after": 1 }""", """, "aggregation": { "adaptiveclipping": {} } """)]
    [InlineData("""{ "ifca": 2, "after": 3 }""", """, "server": { "adam": { "learningRate": 0.05 } } """)]
    [InlineData("""{ "ifca": 2, "after": 4 }""", """, "aggregation": { "adaptiveclipping": {} } """)]
    public async Task A_lost_update_a_broken_publication_and_a_replay_change_no_bit(string clusters, string extra)
    {
        var spec = _clients.Spec(clusters, rounds: 5, extra: extra, sampling: """{ "fraction": 0.7, "minimum": 3 }""");
        var expected = await FinishedRun.OfAsync(spec, ResultsAsync);
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services
            .Decorate<IUpdateStore>(real => new ForgetfulUpdateStore(new ForgetfulUpdateStore(real, "c1", 1), "c2", 1, round: 3))
            .Decorate<IRegistryStore>(real => BreakingRegistry.Around(real, manifest => manifest is { Round: 4, Cluster: 2 })));

        var failed = await silo.RunAsync(spec);
        Assert.Equal(FederationStatus.Failed, failed.Status);
        Assert.Single(await silo.VersionsAsync(), version => version.Manifest.Round == 4);
        Assert.Equal(FederationStatus.Finished, (await silo.RunAsync(spec)).Status);

        Assert.Equal(expected, await ResultsAsync(silo));
        for (var number = 1; number <= 5; number++)
        {
            var replay = await silo.Grains.GetGrain<IReplayGrain>(GrainKeys.Replay("tiny", number)).ReplayAsync(Cancel);
            Assert.True(replay.IsSame, $"round {number}: {replay.Recorded} and {replay.Replayed}");
        }
    }

    [Theory]
    [InlineData("""{ "ifca": 2 }""", 3)]
    [InlineData("""{ "ifca": 2 }""", 16)]
    [InlineData("""{ "similarity": 2, "after": 2 }""", 9)]
    [InlineData("""{ "similarity": 2, "after": 2 }""", 12)]
    [InlineData("""{ "similarity": 2, "after": 2 }""", 20)]
    [InlineData("""{ "ifca": 2, "after": 2 }""", 9)]
    [InlineData("""{ "ifca": 2, "after": 2 }""", 12)]
    [InlineData("""{ "ifca": 2, "after": 2 }""", 15)]
    public async Task A_silo_that_ends_in_the_middle_changes_no_bit(string clusters, int trainings)
    {
        var spec = _clients.Spec(clusters, rounds: 4);
        var expected = await FinishedRun.OfAsync(spec, ResultsAsync);

        Assert.Equal(expected, await InterruptedRun.AfterTrainingsAsync(spec, trainings, ResultsAsync));
    }

    [Fact]
    public async Task What_a_cluster_makes_is_the_mean_of_what_its_clients_trained_from_its_own_model()
    {
        KeptUpdates? kept = null;
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IUpdateStore>(real => kept = new KeptUpdates(real)));
        var spec = _clients.Spec("""{ "ifca": 2 }""", rounds: 2);

        await silo.RunAsync(spec);

        var layout = ModelPlans.Of(SpecReader.Read(spec).OrThrow().Spec.Model).Layout;
        var artifacts = silo.Services.GetRequiredService<IArtifactStore>();
        var versions = (await silo.VersionsAsync()).Select(version => version.Manifest).ToArray();
        Assert.Equal(4, versions.Length);
        foreach (var version in versions)
        {
            // All clients have as many examples. The first models are those of the seeds.
            var before = versions.SingleOrDefault(other => version.Parents.Contains(other.Version));
            var sum = before is null
                ? ModelPlans.Of(SpecReader.Read(spec).OrThrow().Spec.Model).Initialise(ClusterSeeds.Of(1, version.Cluster!.Value))
                : [.. Safetensors.ViewMemory(layout, await artifacts.ReadAsync(before.Parameters, Cancel), "test").Span];
            foreach (var contributor in version.Contributors)
            {
                var update = Safetensors.ViewMemory(layout, kept!.Written.Single(pair => pair.Key.Client == contributor.Client && pair.Key.Round == version.Round).Value, "test").ToArray();
                for (var i = 0; i < sum.Length; i++)
                {
                    sum[i] += update[i] / version.Contributors.Count;
                }
            }

            var made = Safetensors.ViewMemory(layout, await artifacts.ReadAsync(version.Parameters, Cancel), "test").ToArray();
            Assert.All(sum.Zip(made), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }
    }

    [Fact]
    public async Task Who_has_never_trained_is_tested_with_the_model_that_suits_it()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        await silo.RunAsync(_clients.Spec("""{ "ifca": 2 }""", rounds: 3, sampling: """{ "select": { "tags": ["asked"] } }""", asked: 4));

        var last = (await silo.RoundsAsync())[^1];
        Assert.Equal(4, last.Selected);
        Assert.Equal([(2, 3), (2, 3)], last.Clusters.Select(cluster => (cluster.Clients, cluster.Evaluated)));
        Assert.InRange(last.Spread!.WorstDecile, 0.85, 1);
    }

    [Fact]
    public async Task Who_was_not_there_when_clients_were_divided_comes_to_the_cluster_that_suits_it()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        await silo.RunAsync(_clients.Spec("""{ "similarity": 2, "after": 2 }""", rounds: 10, sampling: """{ "count": 4, "minimum": 2 }"""));

        var rounds = await silo.RoundsAsync();
        var divided = rounds[1].Clients.ToDictionary(client => client.Client, client => client.Cluster!.Value);
        Assert.Equal((4, 2), (divided.Count, divided.Values.Distinct().Count()));
        Assert.All(divided, client => Assert.Equal(divided.First(other => TwoKinds.KindOf(other.Key) == TwoKinds.KindOf(client.Key)).Value, client.Value));
        Assert.Equal(6, rounds.Skip(2).SelectMany(round => round.Clients).Select(client => client.Client).Distinct().Count());

        // Whoever was divided stays. Right after the division the models are still the same, and all others take the first.
        Assert.All(rounds.Skip(2).SelectMany(round => round.Clients).Where(client => divided.ContainsKey(client.Client)), client => Assert.Equal(divided[client.Client], client.Cluster));
        Assert.All(rounds[2].Clients.Where(client => !divided.ContainsKey(client.Client)), client => Assert.Equal(1, client.Cluster));
        Assert.All(rounds.Skip(4).SelectMany(round => round.Clients), client => Assert.Equal(divided.First(other => TwoKinds.KindOf(other.Key) == TwoKinds.KindOf(client.Client)).Value, client.Cluster));
        Assert.InRange(rounds[^1].Spread!.WorstDecile, 0.8, 1);
    }

    [Theory]
    [InlineData("similarity")]
    [InlineData("ifca")]
    public async Task A_replay_divides_the_clients_again_and_tells_where_another_division_is_recorded(string way)
    {
        var isRewritten = false;
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IRoundStore>(real => RewrittenRounds.Around(
            real, record => isRewritten ? record with { Cohort = [record.Cohort[0] with { Cluster = 3 - record.Cohort[0].Cluster }, .. record.Cohort.Skip(1)] } : record)));
        await silo.RunAsync(_clients.Spec($$"""{ "{{way}}": 2, "after": 1 }""", rounds: 2));
        Task<RoundReplay> ReplayAsync() => silo.Grains.GetGrain<IReplayGrain>(GrainKeys.Replay("tiny", 1)).ReplayAsync(Cancel);

        Assert.True((await ReplayAsync()).IsSame);

        isRewritten = true;
        var replay = await ReplayAsync();
        Assert.Equal((false, false, true), (replay.IsSame, replay.SameClusters, replay.Recorded == replay.Replayed));
    }

    [Fact]
    public async Task A_cluster_that_is_too_small_for_the_rule_keeps_its_model_and_the_round_says_so()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        // Of five clients three are of one kind, and the rule needs three updates.
        using var clients = new TwoKinds(5);
        await silo.RunAsync(clients.Spec("""{ "ifca": 2 }""", rounds: 3, extra: """, "aggregation": { "trimmedmean": 0.34 } """));

        var rounds = await silo.RoundsAsync();
        var last = rounds[^1];
        Assert.Equal(RoundPhase.Committed, last.Phase);
        var (large, small) = (last.Clusters.Single(cluster => cluster.Kept is null), last.Clusters.Single(cluster => cluster.Kept is not null));
        Assert.Equal((3, 0), (large.Clients, small.Clients));
        Assert.Equal("2 clients trained it, and trimmedmean needs 3 updates", small.Kept);
        Assert.Equal(["c1", "c3"], last.Clients.Where(client => client.State == ParticipantState.Dropped).Select(client => client.Client));
        Assert.Equal(3, last.Contributed);
        Assert.True((await silo.Grains.GetGrain<IReplayGrain>(GrainKeys.Replay("tiny", 3)).ReplayAsync(Cancel)).IsSame);
    }

    [Fact]
    public async Task Where_no_cluster_is_large_enough_the_round_fails_and_says_why()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        var federation = await silo.RunAsync(_clients.Spec("""{ "ifca": 2 }""", rounds: 3, extra: """, "aggregation": { "krum": { "byzantine": 1 } } """, sampling: """{ "minimum": 6 }"""));

        Assert.Equal((FederationStatus.Failed, "FED3095"), (federation.Status, federation.Failure!.Code));
        Assert.Contains("cluster 1: 3, cluster 2: 3", federation.Failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_cluster_answers_under_its_alias_and_keeps_its_bytes()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        await silo.RunAsync(_clients.Spec("""{ "ifca": 2 }""", rounds: 5, extra: """, "retention": { "last": 2 } """));

        var versions = await silo.VersionsAsync();
        Assert.Equal(4, versions.Count(version => version.BytesKept));
        Assert.All(versions, version => Assert.Equal(version.Manifest.Round > 3, version.BytesKept));
        var last = (await silo.RoundsAsync())[^1];
        for (var kind = 0; kind < 2; kind++)
        {
            var cluster = last.Clients.First(client => TwoKinds.KindOf(client.Client) == kind).Cluster;
            var answer = await silo.Inference().InferAsync(new($"cluster-{cluster}", []) { Rows = """{ "x0": 0.9, "x1": -0.5, "x2": -0.8, "x3": 0 }""" }, Cancel);
            Assert.Equal(kind, answer.Outputs.Index().MaxBy(output => output.Item).Index);
            Assert.Equal(4, (await silo.Model().GetLineageAsync(answer.Version, Cancel)).Ancestors.Count);
        }
    }

    public void Dispose() => _clients.Dispose();

    private static async Task<string[]> ResultsAsync(RunningSilo silo) =>
    [
        .. (await silo.VersionsAsync()).OrderBy(version => version.Manifest.Version).Select(version => version.Manifest)
            .Select(version => string.Create(CultureInfo.InvariantCulture, $"{version.Version} {version.Cluster} {string.Join(',', version.Parents)} {version.Parameters.Digest} {version.Federated?.LossSum:R}")),
        .. (await silo.RoundsAsync()).Select(round => string.Create(
            CultureInfo.InvariantCulture, $"{round.Round} v{round.Version} {round.Digest} {round.Spread} {string.Join(',', round.Clients.Select(client => client.Cluster))} {string.Join(", ", round.Clusters.Select(cluster => $"{cluster.Clients} {cluster.Version} {cluster.Kept} {cluster.Evaluated}"))}")),
    ];

    private static Task<(ClientSpread Spread, IReadOnlyList<RoundReport> Rounds, IReadOnlyList<VersionView> Versions)> RunAsync(string spec) => FinishedRun.OfAsync(spec, async silo =>
    {
        var rounds = await silo.RoundsAsync();
        return (rounds[^1].Spread!, rounds, await silo.VersionsAsync());
    });
}
