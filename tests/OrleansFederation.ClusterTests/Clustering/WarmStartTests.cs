using OrleansFederation.Artifacts;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Naming;
using OrleansFederation.Rounds;

namespace OrleansFederation.Clustering;

/// <summary>Federations whose clients choose by loss among the models that a division by similarity gave.</summary>
public sealed class WarmStartTests : IDisposable
{
    private readonly TwoKinds _clients = new(6);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Kinds_come_apart_whatever_the_seed(int after)
    {
        for (var seed = 1; seed <= 8; seed++)
        {
            using var state = new StateDirectory();
            await using var silo = await RunningSilo.StartAsync(state);

            var last = await LastRoundAsync(silo, _clients.Spec($$"""{ "ifca": 2, "after": {{after}} }""", rounds: 5, seed: seed));

            Assert.All(last.Clients.GroupBy(client => client.Cluster), cluster => Assert.Single(cluster.Select(client => TwoKinds.KindOf(client.Client)).Distinct()));
            Assert.InRange(last.Spread!.WorstDecile, 0.85, 1);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Models_that_begin_at_random_can_end_with_all_in_one_cluster(int seed)
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        var last = await LastRoundAsync(silo, _clients.Spec("""{ "ifca": 2 }""", rounds: 5, seed: seed));

        Assert.Single(last.Clients.Select(client => client.Cluster).Distinct());
    }

    [Fact]
    public async Task Who_was_not_there_when_clients_were_divided_finds_models_that_differ()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        await silo.RunAsync(_clients.Spec("""{ "ifca": 2, "after": 2 }""", rounds: 4, sampling: """{ "count": 4, "minimum": 2 }"""));

        var rounds = await silo.RoundsAsync();
        var kinds = rounds[1].Clients.GroupBy(client => client.Cluster!.Value).ToDictionary(cluster => cluster.Key, cluster => Assert.Single(cluster.Select(client => TwoKinds.KindOf(client.Client)).Distinct()));
        var late = rounds[2].Clients.Where(client => rounds[1].Clients.All(other => other.Client != client.Client)).ToArray();
        Assert.NotEmpty(late);
        Assert.All(late, client => Assert.Equal(TwoKinds.KindOf(client.Client), kinds[client.Cluster!.Value]));
        Assert.Equal(6, rounds[1].Clusters.Sum(cluster => cluster.Evaluated));
    }

    [Fact]
    public async Task A_round_that_has_no_cluster_left_asks_those_that_failed_again_when_it_is_run_again()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services
            .Decorate<IUpdateStore>(real => new ScribblingUpdateStore(real, (_, key, content) => key is { Client: "c0" or "c1", Attempt: 1, Round: 2 } ? new byte[content.Length] : null)));
        var spec = _clients.Spec("""{ "ifca": 2, "after": 1 }""", rounds: 3, extra: """, "aggregation": { "trimmedmean": 0.34 } """, sampling: """{ "minimum": 3, "onError": "dynamic" }""");

        var failed = await silo.RunAsync(spec);
        var again = await silo.RunAsync(spec);

        Assert.Equal((FederationStatus.Failed, "the update of client c1"), (failed.Status, failed.Failure?.Place));
        Assert.Equal((FederationStatus.Finished, null), (again.Status, again.Failure));
        Assert.Equal([2, 2, 1, 1, 1, 1], (await silo.RoundsAsync())[1].Clients.OrderBy(client => client.Client, StringComparer.Ordinal).Select(client => client.Attempt));
    }

    [Fact]
    public async Task A_cluster_that_is_too_small_when_clients_are_divided_begins_as_the_model_of_all()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        // Of five clients two are of the other kind, and the rule needs three updates.
        using var clients = new TwoKinds(5);
        await silo.RunAsync(clients.Spec("""{ "ifca": 2, "after": 2 }""", rounds: 3, extra: """, "aggregation": { "trimmedmean": 0.34 } """));

        var rounds = await silo.RoundsAsync();
        Assert.Equal(
            [(3, null), (2, "it begins as the model of all, since trimmedmean needs 3 updates, and it has 2")],
            rounds[1].Clusters.Select(cluster => (cluster.Clients, cluster.Kept)));
        Assert.Equal(5, rounds[1].Contributed);
        var ofAll = (await silo.VersionsAsync()).Single(version => version.Manifest is { Round: 2, Cluster: 2 }).Manifest;
        Assert.Equal(["c0", "c1", "c2", "c3", "c4"], ofAll.Contributors.Select(contributor => contributor.Client));
        Assert.True((await silo.Grains.GetGrain<IReplayGrain>(GrainKeys.Replay("tiny", 2)).ReplayAsync(TestContext.Current.CancellationToken)).IsSame);
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(3, 2)]
    public async Task Clients_weigh_what_they_do_in_the_model_of_their_own_cluster_also_beside_a_model_of_all(int idle, int small)
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        // Client 0 is in cluster 1, with one or two others of its kind; the rule needs three updates.
        var spec = _clients.Spec("""{ "ifca": 2, "after": 2 }""", rounds: 3, extra: """, "aggregation": { "multikrum": { "byzantine": 0 } } """, sampling: """{ "select": { "not": ["idle"] } }""")
            .Replace($""" "id": "c{idle}", "site": "local", "tags": ["asked"]""", $""" "id": "c{idle}", "site": "local", "tags": ["idle"]""", StringComparison.Ordinal);
        await silo.RunAsync(spec);

        var round = (await silo.RoundsAsync())[1];
        Assert.Equal(small, Assert.Single(round.Clusters, cluster => cluster.Kept is not null).Cluster);
        Assert.All(round.Clients, client => Assert.Equal(client.Cluster == small ? 1.0 / 5 : 1.0 / 3, client.Weight!.Value, 1e-12));
    }

    [Fact]
    public async Task Where_the_division_leaves_no_cluster_large_enough_the_round_fails_and_says_why()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        var federation = await silo.RunAsync(_clients.Spec("""{ "ifca": 2, "after": 1 }""", rounds: 3, extra: """, "aggregation": { "krum": { "byzantine": 1 } } """, sampling: """{ "minimum": 6 }"""));

        Assert.Equal((FederationStatus.Failed, "FED3095"), (federation.Status, federation.Failure!.Code));
        Assert.Contains("cluster 1: 3, cluster 2: 3", federation.Failure.Cause, StringComparison.Ordinal);
    }

    public void Dispose() => _clients.Dispose();

    private static async Task<RoundReport> LastRoundAsync(RunningSilo silo, string spec)
    {
        var federation = await silo.RunAsync(spec);
        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        return (await silo.RoundsAsync())[^1];
    }
}
