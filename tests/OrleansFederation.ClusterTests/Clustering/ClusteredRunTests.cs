using OrleansFederation.Evaluation;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Rounds;

namespace OrleansFederation.Clustering;

/// <summary>Federations whose clients are divided among several models.</summary>
public sealed class ClusteredRunTests : IDisposable
{
    private readonly TwoKinds _clients = new(6);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{ "ifca": 2 }""", 1)]
    [InlineData("""{ "similarity": 2, "after": 2 }""", 3)]
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

    public void Dispose() => _clients.Dispose();

    private static async Task<(ClientSpread Spread, IReadOnlyList<RoundReport> Rounds, IReadOnlyList<Registry.VersionView> Versions)> RunAsync(string spec)
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        var federation = await silo.RunAsync(spec);
        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        var rounds = await silo.RoundsAsync();
        return (rounds[^1].Spread!, rounds, await silo.VersionsAsync());
    }
}
