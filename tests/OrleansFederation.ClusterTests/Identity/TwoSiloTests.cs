using OrleansFederation.Errors;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Identity;

/// <summary>What is decided at one coordinator holds at the other, at once.</summary>
public sealed class TwoSiloTests(PostgresServer postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_revocation_at_one_coordinator_holds_at_the_other_with_the_next_call()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var silos = await Task.WhenAll(cluster.StartCoordinatorAsync("first"), cluster.StartCoordinatorAsync("second"));
        var ada = await cluster.ConnectAsync("ada", silos[0]);
        FederationClient[] bobs = [await cluster.ConnectAsync("bob", silos[0]), await cluster.ConnectAsync("bob", silos[1])];
        foreach (var bob in bobs)
        {
            await bob.ListModelsAsync(Cancel);
        }

        await ada.RevokePrincipalAsync("bob", Cancel);

        foreach (var bob in bobs)
        {
            Assert.Equal("FED4008", (await Assert.ThrowsAsync<FederationException>(() => bob.ListModelsAsync(Cancel))).Code);
        }

        Assert.Empty(await ada.ListModelsAsync(Cancel));
    }

    [Fact]
    public async Task A_silo_without_the_clusters_secret_does_not_start()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.StartCoordinatorAsync("bare", ("FED_IDENTITY__CLUSTERSECRET", "")));

        Assert.Contains("Identity:ClusterSecret is empty", fault.Message, StringComparison.Ordinal);
    }
}
