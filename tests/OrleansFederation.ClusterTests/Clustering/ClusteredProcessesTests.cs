using OrleansFederation.Federations;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Clustering;

/// <summary>A clustered federation over processes: a coordinator that is killed, another, and two sites.</summary>
public sealed class ClusteredProcessesTests(PostgresServer postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{ "ifca": 3 }""")]
    [InlineData("""{ "similarity": 2, "after": 2 }""")]
    public async Task It_ends_with_the_bits_of_one_process_though_a_coordinator_is_killed(string clusters)
    {
        var spec = TinySpecs.Sites(["north", "south"], clients: 6, rounds: 5)
            .Replace("\"fraction\": 0.5, \"minimum\": 2, \"central\": \"test\", \"site\": \"north\"", "\"fraction\": 1", StringComparison.Ordinal)
            .Replace("\"partition\": \"iid\"", "\"partition\": { \"dirichlet\": 0.2 }", StringComparison.Ordinal)
            .Replace("\"sampling\": {}", $"\"sampling\": {{}}, \"clusters\": {clusters}", StringComparison.Ordinal);
        string[] expected;
        using (var state = new StateDirectory())
        {
            await using var silo = await RunningSilo.StartAsync(state);
            Assert.Equal(FederationStatus.Finished, (await silo.RunAsync(spec)).Status);
            expected = [.. (await silo.RoundsAsync()).Select(round => $"v{round.Version} {round.Digest} {string.Join(',', round.Clusters.Select(cluster => cluster.Evaluated))}")];
        }

        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var first = await cluster.StartCoordinatorAsync("first");
        await cluster.StartSiteAsync("north", "north");
        await cluster.StartSiteAsync("south", "south");
        Assert.Empty((await (await cluster.ConnectAsync("owner", first)).StartAsync(spec, Cancel)).Problems);
        var second = await cluster.StartCoordinatorAsync("second");
        var client = await cluster.ConnectAsync("owner", second);
        await first.KillAsync();
        await foreach (var _ in client.WatchAsync("tiny", 0, Cancel))
        {
        }

        var federation = await client.GetFederationAsync("tiny", Cancel);
        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        Assert.Equal(expected, (await client.ListRoundsAsync("tiny", Cancel)).Select(round => $"v{round.Version} {round.Digest} {string.Join(',', round.Clusters.Select(cluster => cluster.Evaluated))}"));
    }
}
