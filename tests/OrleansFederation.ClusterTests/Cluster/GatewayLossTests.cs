using System.Collections.Concurrent;
using OrleansFederation.Connections;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Cluster;

/// <summary>Client programs over several gateways, of which some are dead, die, or freeze.</summary>
public sealed class GatewayLossTests(PostgresServer postgres)
{
    private const int Calls = 24;
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> _notices = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gateway_that_is_dead_from_the_beginning_does_not_matter()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var coordinator = await cluster.StartCoordinatorAsync("coordinator");
        using var dead = ClosedPort.Take();

        await using var connection = await ConnectAsync(cluster, dead.Gateway, coordinator.Gateway);

        await AskAllAsync(new(connection, "owner"));
    }

    [Fact]
    public async Task Calls_of_which_some_are_on_a_gateway_that_is_killed_are_all_answered_and_the_gateway_is_named()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var dying = await cluster.StartCoordinatorAsync("dying");
        var staying = await cluster.StartCoordinatorAsync("staying");
        await using var connection = await ConnectAsync(cluster, dying.Gateway, staying.Gateway);
        FederationClient client = new(connection, "owner");
        await AskAllAsync(client);

        await dying.FreezeAsync();
        var asked = AskAllAsync(client);
        await dying.KillAsync();

        await asked;
        Assert.Contains(_notices, notice => notice.StartsWith($"gateway {dying.Gateway} does not answer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Calls_of_which_some_are_on_a_gateway_that_freezes_go_another_way()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var freezing = await cluster.StartCoordinatorAsync("freezing");
        var staying = await cluster.StartCoordinatorAsync("staying");
        await using var connection = await ConnectAsync(cluster, freezing.Gateway, staying.Gateway);
        FederationClient client = new(connection, "owner");
        await AskAllAsync(client);

        await freezing.FreezeAsync();

        await AskAllAsync(client);
        Assert.Contains($"gateway {freezing.Gateway} does not answer; trying another", _notices);
    }

    private Task<ClusterConnection> ConnectAsync(ChildCluster cluster, params string[] gateways) =>
        ClusterConnection.OpenAsync(new ConnectionProfile { Name = "test", Gateways = gateways, Token = cluster.Token("owner") }, ConnectWithin, _notices.Enqueue, cancellationToken: Cancel);

    /// <summary>Asks for federations that do not exist: each is a grain of its own, so that the calls spread over gateways and silos.</summary>
    private static async Task AskAllAsync(FederationClient client)
    {
        var found = await Task.WhenAll(Enumerable.Range(0, Calls).Select(i => client.FindFederationAsync($"none-{i}", Cancel)));
        Assert.All(found, Assert.Null);
    }
}
