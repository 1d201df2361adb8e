using OrleansFederation.Federations;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Connections;

/// <summary>Silos as processes that know one another by their certificates.</summary>
public sealed class CertifiedProcessTests(PostgresServer postgres) : IDisposable
{
    private readonly Authority _authority = new("orleans-federation");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_federation_trains_over_three_processes_and_a_client_with_certificates()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var coordinator = await cluster.StartCoordinatorAsync("coordinator", Settings(_authority.Coordinator));
        await Task.WhenAll(
            cluster.StartSiteAsync("north", "north", Settings(_authority.Site("north"))),
            cluster.StartSiteAsync("south", "south", Settings(_authority.Site("south"))));
        await using var connection = await ClusterConnection.ConnectAsync(
            new([coordinator.Gateway]), TimeSpan.FromSeconds(60), client => client.UseTls(GuardedSilo.Options(_authority.Client)), Cancel);
        var client = new FederationClient(connection.Grains, "owner", TimeProvider.System, cluster.Token("owner"));

        Assert.Empty((await client.StartAsync(TinySpecs.Sites(["north", "south"]), Cancel)).Problems);
        await foreach (var happened in client.WatchAsync("tiny", 0, Cancel))
        {
            Assert.NotEqual(FederationEventKind.Failed, happened.Kind);
        }

        Assert.All(await client.ListRoundsAsync("tiny", Cancel), round => Assert.Equal(["north", "south", "north"], round.Clients.Select(one => one.Site)));
    }

    [Fact]
    public async Task A_silo_that_is_to_carry_a_site_that_its_certificate_does_not_name_does_not_start()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);

        await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.StartSiteAsync("rogue", "north,south", Settings(_authority.Site("north"))));

        Assert.Contains("FED2021", cluster.Silos["rogue"].Log, StringComparison.Ordinal);
        Assert.Contains("site south", cluster.Silos["rogue"].Log, StringComparison.Ordinal);
    }

    public void Dispose() => _authority.Dispose();

    private static (string, string)[] Settings(IssuedFiles files) =>
    [
        ("FED_TLS__CERTIFICATE", files.Certificate), ("FED_TLS__KEY", files.Key!), ("FED_TLS__AUTHORITY", files.Authority), ("FED_TLS__REVOCATIONLIST", files.RevocationList),
    ];
}
