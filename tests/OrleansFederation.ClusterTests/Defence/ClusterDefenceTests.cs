using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Rounds;

namespace OrleansFederation.Defence;

/// <summary>A defended federation over processes: updates are read from the sites that hold them, and tried at the one that has the test set.</summary>
public sealed class ClusterDefenceTests(PostgresServer postgres)
{
    [Fact]
    public async Task Attackers_at_several_sites_are_left_out_by_scores_that_have_the_bits_of_one_process()
    {
        const string Extra = """, "attack": { "clients": [1, 4], "how": { "scale": 20 } }, "defence": { "scores": ["cosine", "loss", "norm"] } """;
        var cancel = TestContext.Current.CancellationToken;
        var spec = TinySpecs.Sites(["north", "south"], rounds: 2, clients: 7).TrimEnd()[..^1] + Extra + "}";
        using var state = new StateDirectory();
        await using var alone = await RunningSilo.StartAsync(state);
        await alone.RunAsync(TinySpecs.Digits(rounds: 2, clients: 7, extra: Extra));
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var coordinator = await cluster.StartCoordinatorAsync("coordinator");
        await Task.WhenAll(cluster.StartSiteAsync("north", "north"), cluster.StartSiteAsync("south", "south"));
        var client = await cluster.ConnectAsync("owner", [coordinator]);
        Assert.Empty((await client.StartAsync(spec, cancel)).Problems);

        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        bound.CancelAfter(TimeSpan.FromMinutes(2));
        await foreach (var happened in client.WatchAsync("tiny", 0, bound.Token))
        {
            Assert.NotEqual(FederationEventKind.Failed, happened.Kind);
        }

        var (expected, rounds) = (await alone.RoundsAsync(), await client.ListRoundsAsync("tiny", cancel));
        Assert.All(rounds, round => Assert.Equal(["tiny.1", "tiny.4"], round.Clients.Where(one => one.State == ParticipantState.Flagged).Select(one => one.Client)));

        // Later rounds begin with sums that were added site by site, which rounds otherwise.
        Assert.Equal(expected[0].Clients.SelectMany(one => one.Scores!), rounds[0].Clients.SelectMany(one => one.Scores!));
    }
}
