using Microsoft.Extensions.Logging;
using OrleansFederation.Clustering;
using OrleansFederation.Federations;
using OrleansFederation.Naming;
using OrleansFederation.Registry;

namespace OrleansFederation.Rounds;

/// <content>The rounds of a clustered federation.</content>
internal sealed partial class RoundRun
{
    private readonly Dictionary<int, int> _versions = [];
    private IReadOnlyList<ClusterAggregate> _clusters = [];
    private int? _version;

    /// <summary>
    /// Publishes a version of each cluster that has a new model, in the order of their numbers; each comes from the version of its cluster
    /// before. Done again after a death it finds those that are there, and the round owns the bytes of the others until the last is.
    /// </summary>
    private async Task<RoundOutcome> PublishClustersAsync(Aggregate aggregate)
    {
        var plan = context.Plan;
        ClusterAggregate[] made = [.. aggregate.Clusters.Where(cluster => cluster.New is not null)];
        foreach (var (cluster, before, now, _) in made)
        {
            var figures = _figures.Clusters.TryGetValue(cluster, out var told) ? told.Metrics : null;
            var manifest = await context.Grains.GetGrain<IModelGrain>(GrainKeys.Model(context.Spec.Model.Name)).PublishAsync(new(
                Manifest(now!, before.Parameters, before.Version) with { Cluster = cluster, Federated = figures },
                plan.Owner,
                context.Spec.Retention.Last * aggregate.Clusters.Count)
            {
                Aliases = await ClusterAliasesAsync([cluster]),
                IsFollowed = cluster != made[^1].Cluster,
            });
            _versions[cluster] = manifest.Version;
        }

        Phase = RoundPhase.Committed;
        var last = _versions[made[^1].Cluster];
        ClusterModel[] next = [.. aggregate.Clusters.Select(cluster => cluster.After(_versions.TryGetValue(cluster.Cluster, out var version) ? version : null))];
        var report = Report() with { Version = last, Digest = aggregate.Digest };
        return new(plan.Number, Phase, last, next[0].Parameters, null, report, context.Tenure.Epoch)
        {
            Preprocessing = context.Preprocessing,
            Standing = plan.Standing with { Seconds = plan.Standing.Seconds + report.Seconds },
            Loss = RoundReports.MeanLoss(report),
            Clusters = next,
        };
    }

    /// <summary>Every cluster goes on from the joint model, and from what the server keeps of it.</summary>
    private ClusterModel[] ClustersAfterDivision(VersionManifest joint, Aggregate aggregate) => ClusterRounds.Divides(context.Spec, context.Plan.Number)
        ? [.. Enumerable.Repeat(new ClusterModel(joint.Parameters, joint.Onnx, joint.Version) { Server = aggregate.Server, Aggregation = aggregate.Next }, context.Spec.Clusters!.Count)]
        : [];

    private ClusterReport[] ClusterReports()
    {
        var (members, divides) = (Contributors().ToLookup(client => client.Counted), ClusterRounds.Divides(context.Spec, context.Plan.Number));
        if (context.Plan.Clusters.Count == 0 && !(divides && members.Any(cluster => cluster.Key is not null)))
        {
            // Who is in which is known once the updates were compared.
            return [];
        }

        return
        [
            .. context.ClusterModels.Select((model, i) => (Cluster: i + 1, Version: divides ? _version : model.Version)).Select(cluster => new ClusterReport
            {
                Cluster = cluster.Cluster,
                Clients = members[cluster.Cluster].Count(),
                Version = _versions.TryGetValue(cluster.Cluster, out var version) ? version : cluster.Version,
                Kept = _clusters.FirstOrDefault(aggregate => aggregate.Cluster == cluster.Cluster)?.Kept,
                Evaluated = _figures.Clusters.TryGetValue(cluster.Cluster, out var told) ? told.Clients : 0,
                Federated = told.Metrics,
                Spread = told.Spread,
            }),
        ];
    }

    private IEnumerable<Participant> Contributors() => _freeze is { } freeze
        ? freeze.Contributors.Select(context.Inbox.Find).OfType<Participant>()
        : [];

    /// <summary>The aliases of clusters. Who started the federation must still be allowed to move them: grants are revoked at once.</summary>
    private async Task<IReadOnlyList<string>> ClusterAliasesAsync(IEnumerable<int> clusters)
    {
        string[] aliases = [.. clusters.Select(ClusterRounds.Alias)];
        if (await FederationAccess.MayMoveAliasAsync(context.Grains, context.Spec.Model.Name, context.Plan.Owner, CancellationToken.None))
        {
            return aliases;
        }

        LogClusterAliasStays(context.Plan.Federation, context.Plan.Number, string.Join(", ", aliases), context.Plan.Owner, context.Spec.Model.Name);
        return [];
    }

    [LoggerMessage(3365, LogLevel.Warning, "Round {Round} of {Federation} made new versions, but the alias {Alias} stays: {Owner} holds no grant to manage {Model} any more")]
    private partial void LogClusterAliasStays(string federation, int round, string alias, string owner, string model);
}
