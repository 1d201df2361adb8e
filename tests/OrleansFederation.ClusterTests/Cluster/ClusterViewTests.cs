using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Naming;

namespace OrleansFederation.Cluster;

/// <summary>What the cluster says of itself.</summary>
public sealed class ClusterViewTests(PostgresServer postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_embedded_silo_is_a_cluster_of_one_that_carries_every_site()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        await silo.RunAsync(TinySpecs.Digits());

        var cluster = await silo.Grains.GetGrain<IClusterGrain>(GrainKeys.Cluster).GetAsync(Cancel);

        var only = Assert.Single(cluster.Silos);
        Assert.Equal(SiloStanding.Active, only.Standing);
        Assert.Equal(["*"], only.Sites);
        Assert.Equal(0, only.Tasks);
        Assert.NotNull(only.Version);
        var site = Assert.Single(cluster.Sites);
        Assert.Equal(("local", 3), (site.Name, site.Clients));
        Assert.Equal([only.Name], site.Silos);
        Assert.Empty(cluster.Federations);
    }

    [Fact]
    public async Task A_cluster_says_which_silo_carries_which_site_what_runs_where_and_which_site_is_gone()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var coordinator = await cluster.StartCoordinatorAsync("coordinator");
        await Task.WhenAll(cluster.StartSiteAsync("north", "north"), cluster.StartSiteAsync("south", "south"));
        var client = await cluster.ConnectAsync("owner", coordinator);
        Assert.Empty((await client.StartAsync(TinySpecs.Sites(["north", "south"], rounds: 1000), Cancel)).Problems);
        await WaitForAsync(client, FederationEventKind.RoundCommitted);

        var view = await client.GetClusterAsync(Cancel);

        Assert.Equal(["coordinator", "north", "south"], view.Silos.Select(silo => silo.Name));
        Assert.Equal([["coordinator"], ["site"], ["site"]], view.Silos.Select(silo => silo.Roles));
        Assert.Equal(coordinator.Gateway, view.Silos[0].Gateway);
        Assert.Equal([null, true, true], view.Silos.Select(silo => silo.Tasks is { } tasks ? tasks >= 0 : (bool?)null));
        Assert.Equal([("north", 2L, "north"), ("south", 1L, "south")], view.Sites.Select(site => (site.Name, site.Clients, Assert.Single(site.Silos))));
        var running = Assert.Single(view.Federations);
        Assert.Equal(("tiny", "coordinator"), (running.Name, running.Silo));
        Assert.InRange(running.Round, 1, 1000);

        await client.StopAsync("tiny", Cancel);
        Assert.Equal(0, await cluster.Silos["south"].TerminateAsync());

        view = await client.GetClusterAsync(Cancel);
        Assert.Empty(view.Federations);
        Assert.Equal(SiloStanding.Dead, view.Silos.Single(silo => silo.Name == "south").Standing);
        Assert.Empty(view.Sites.Single(site => site.Name == "south").Silos);
    }

    private static async Task WaitForAsync(FederationClient client, FederationEventKind kind)
    {
        await foreach (var happened in client.WatchAsync("tiny", 0, Cancel))
        {
            if (happened.Kind == kind)
            {
                return;
            }
        }
    }
}
