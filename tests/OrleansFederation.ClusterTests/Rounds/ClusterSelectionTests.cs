using OrleansFederation.Federations;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Rounds;

/// <summary>A cluster whose sites have different machines, and one of them comes late.</summary>
public sealed class ClusterSelectionTests(PostgresServer postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_round_waits_for_a_site_that_has_what_is_asked_for_though_who_waits_is_killed()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var first = await cluster.StartCoordinatorAsync("first");
        await cluster.StartSiteAsync("north", "north", ("DOTNET_PROCESSOR_COUNT", "1"));
        var waiting = await cluster.ConnectAsync("owner", first);
        var spec = TinySpecs.Sites(["north", "south"], clients: 4, sampling: """{ "minimum": 2, "deadline": "3m", "select": { "cores": 2 } }""");
        Assert.Empty((await waiting.StartAsync(spec, Cancel)).Problems);
        await foreach (var happened in waiting.WatchAsync("tiny", 0, Cancel))
        {
            if (happened.Kind == FederationEventKind.ClientUnavailable)
            {
                Assert.Equal("0 of 4 clients meet it, but sampling.minimum asks for 2: cores 2 is met by 0", happened.Problem!.Cause);
                break;
            }
        }

        var second = await cluster.StartCoordinatorAsync("second");
        var client = await cluster.ConnectAsync("owner", second);
        await first.KillAsync();
        await cluster.StartSiteAsync("south", "south", ("DOTNET_PROCESSOR_COUNT", "2"));
        await foreach (var _ in client.WatchAsync("tiny", 0, Cancel))
        {
        }

        var federation = await client.GetFederationAsync("tiny", Cancel);
        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        Assert.All(await client.ListRoundsAsync("tiny", Cancel), round => Assert.Equal(["tiny.1", "tiny.3"], round.Clients.Select(one => one.Client)));
        Assert.Equal([1, 2, 1, 2], (await client.ListClientsAsync("tiny", 10, Cancel)).Select(one => one.Capacity?.Cores));
    }

    [Fact]
    public async Task Where_too_few_others_have_what_is_asked_for_a_client_in_quarantine_is_selected_and_scored_again()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var coordinator = await cluster.StartCoordinatorAsync("coordinator");
        await cluster.StartSiteAsync("north", "north", ("DOTNET_PROCESSOR_COUNT", "1"));
        await cluster.StartSiteAsync("south", "south", ("DOTNET_PROCESSOR_COUNT", "2"));
        var client = await cluster.ConnectAsync("owner", coordinator);
        var spec = TinySpecs.Sites(["north", "south"], rounds: 3, clients: 6, sampling: """{ "minimum": 3, "onError": "dynamic", "select": { "cores": 2 } }""")
            .Replace("\"rounds\":", "\"attack\": { \"clients\": [1], \"how\": { \"scale\": 20 } }, \"defence\": { \"scores\": [\"norm\"], \"quarantine\": { \"after\": 2, \"rounds\": 5 } }, \"rounds\":", StringComparison.Ordinal);
        Assert.Empty((await client.StartAsync(spec, Cancel)).Problems);
        List<FederationEvent> told = [];
        await foreach (var happened in client.WatchAsync("tiny", 0, Cancel))
        {
            told.Add(happened);
        }

        var federation = await client.GetFederationAsync("tiny", Cancel);
        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        Assert.Equal(["tiny.1"], federation.Quarantined);
        Assert.All(await client.ListRoundsAsync("tiny", Cancel), round => Assert.Equal(("tiny.1 tiny.3 tiny.5", true), (string.Join(' ', round.Clients.Select(one => one.Client)), round.Clients[0].Scores![0].Flagged)));
        Assert.True((await client.ReplayAsync("tiny", 3, Cancel)).IsSame);
        Assert.Equal((3, "too few others may be selected: tiny.1 is selected though in quarantine"), told.Where(happened => happened.Kind == FederationEventKind.ClientsReadmitted).Select(happened => (happened.Round, happened.Reason)).Single());
    }
}
