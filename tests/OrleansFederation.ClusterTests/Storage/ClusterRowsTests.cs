using OrleansFederation.Clustering;
using OrleansFederation.Databases;
using OrleansFederation.Naming;
using OrleansFederation.Registry;
using OrleansFederation.Rounds;

namespace OrleansFederation.Storage;

public sealed class SqliteClusterRowsTests(SqliteStorage fixture) : ClusterRowsTests(fixture), IClassFixture<SqliteStorage>;

public sealed class PostgresClusterRowsTests(PostgresStorage fixture) : ClusterRowsTests(fixture), IClassFixture<PostgresStorage>;

/// <summary>What rounds and the registry keep of clusters, on whatever database.</summary>
public abstract class ClusterRowsTests(StorageFixture fixture)
{
    private readonly FederationStorage _storage = fixture.Storage;
    private readonly string _federation = "f-" + Guid.NewGuid().ToString("n");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IRoundStore Rounds => _storage.Rounds;

    [Fact]
    public async Task A_committed_round_tells_in_which_cluster_it_counted_each_contributor()
    {
        await EndAsync(1, RoundPhase.Committed, ("a", 1), ("b", 2), ("c", null));
        await EndAsync(2, RoundPhase.Committed, ("a", 2), ("d", 3));
        await EndAsync(3, RoundPhase.Failed, ("b", 1));

        Assert.Equal([("a", 1), ("b", 2)], (await Rounds.ClustersAsync(_federation, 1, Cancel)).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)));
        Assert.Equal([("a", 2), ("d", 3)], (await Rounds.ClustersAsync(_federation, 2, Cancel)).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)));
        Assert.Empty(await Rounds.ClustersAsync(_federation, 3, Cancel));
        Assert.Empty(await Rounds.ClustersAsync(_federation, 4, Cancel));
        Assert.Equal([1, 2, null], (await Rounds.LoadAsync(_federation, 1, Cancel))!.Cohort.Select(client => client.Cluster));
    }

    [Fact]
    public async Task An_end_that_is_told_again_or_too_late_moves_nobody()
    {
        await EndAsync(1, RoundPhase.Committed, ("a", 1));

        await Rounds.FinishAsync(new(_federation, 1, 1), ReportOf(1, RoundPhase.Committed, ("a", 2)), Cancel);

        Assert.Equal(1, Assert.Single(await Rounds.ClustersAsync(_federation, 1, Cancel)).Value);
    }

    [Fact]
    public async Task A_round_publishes_each_cluster_once_and_owns_the_bytes_until_the_last()
    {
        await _storage.Artifacts.ReferenceAsync([await _storage.Artifacts.WriteAsync(new byte[] { 1, 2, 3 }, Cancel)], GrainKeys.Round(_federation, 1), Cancel);
        var first = await PublishAsync(1, cluster: 1, isFollowed: true);
        Assert.Equal(1, await OwnedAsync());
        Assert.Equal((1, 1), (first.Version, (await PublishAsync(1, cluster: 1, isFollowed: true)).Version));
        var second = await PublishAsync(1, cluster: 2, isFollowed: false);
        Assert.Equal(0, await OwnedAsync());
        var next = await PublishAsync(2, cluster: 2, isFollowed: false, parent: second.Version);

        Assert.Equal((2, 3), (second.Version, next.Version));
        Assert.Equal([1, 2, 2], (await _storage.Registry.ListVersionsAsync(_federation, 9, Cancel)).OrderBy(version => version.Manifest.Version).Select(version => version.Manifest.Cluster));
        var model = await _storage.Registry.FindModelAsync(_federation, Cancel);
        Assert.Equal([("cluster-1", 1), ("cluster-2", 3), ("cluster-2.too", 3)], model!.Aliases.OrderBy(alias => alias.Key, StringComparer.Ordinal).Select(alias => (alias.Key, alias.Value)));
        Assert.Equal([[], [], [2]], (await _storage.Registry.LoadLineageAsync(_federation, 0, Cancel)).Select(row => row.Node.Parents));
    }

    private async Task<VersionManifest> PublishAsync(int round, int cluster, bool isFollowed, int? parent = null)
    {
        var publication = Samples.Publication(_federation, round, _federation, parent is { } from ? [from] : [], parameters: Samples.Digest($"{_federation} {round} {cluster}"));
        return await _storage.Registry.PublishAsync(publication with
        {
            Manifest = publication.Manifest with { Cluster = cluster },
            Aliases = cluster == 1 ? [ClusterRounds.Alias(cluster)] : [ClusterRounds.Alias(cluster), $"{ClusterRounds.Alias(cluster)}.too"],
            IsFollowed = isFollowed,
        }, Cancel);
    }

    private async Task<int> OwnedAsync() => (int)(await _storage.Database.ReadAsync(
        Statement.Query("select count(*) from artifact_reference where owner = @owner", Parameter.Text("owner", GrainKeys.Round(_federation, 1))), static row => row.Long(0), Cancel)).Single();

    private async Task EndAsync(int number, RoundPhase phase, params (string Client, int? Cluster)[] clients)
    {
        var tenure = await Rounds.OpenAsync(_federation, number, Samples.Cohort([.. clients.Select(client => client.Client)]), Samples.Base, Samples.At, "silo", Cancel);
        await Rounds.RecordAsync(tenure, [.. clients.Select(client => Samples.Receipt(_federation, number, client.Client))], Cancel);
        await Rounds.FinishAsync(tenure, ReportOf(number, phase, clients), Cancel);
    }

    private static RoundReport ReportOf(int number, RoundPhase phase, params (string Client, int? Cluster)[] clients)
    {
        var report = Samples.Report(number, phase, [.. clients.Select(client => (client.Client, ParticipantState.Contributed))]);
        return report with { Clients = [.. report.Clients.Zip(clients, (client, given) => client with { Cluster = given.Cluster })] };
    }
}
