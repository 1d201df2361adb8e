using OrleansFederation.Aggregation;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Inference;
using OrleansFederation.Rounds;

namespace OrleansFederation.Clustering;

/// <summary>
/// Aggregates a round in which each client trained the model of its cluster: the contributors of each cluster by the federation's rule into
/// that cluster's next model, one cluster after the other (Ghosh et al. 2020, IFCA, algorithm 1, option model averaging). The receipts say who
/// is in which. A cluster whose contributors are fewer than the rule needs keeps its model, and they contribute to nothing: a further freeze
/// leaves them out, so that who contributed is part of an aggregate. The round that makes the clusters' first models, all from the joint one,
/// gives such a cluster the aggregate of all: whom a freeze left out would be missing when the same clients are divided once more.
/// </summary>
internal sealed class ClusterAggregation(IRoundStore rounds, IArtifactStore artifacts, IModelExporter exporter, RoundContext context)
{
    /// <summary>Leaves out the contributors of clusters that are too small for the rule.</summary>
    /// <param name="freeze">The freeze in force.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>The freeze in force afterwards.</returns>
    /// <exception cref="FederationException">FED3095 where no cluster is large enough.</exception>
    public async Task<Freeze> NarrowAsync(Freeze freeze, CancellationToken cancellationToken)
    {
        var counted = Counted(freeze.Contributors);
        if (counted.Count == 0)
        {
            throw NoneAggregated(freeze);
        }

        return counted.Count == freeze.Contributors.Count
            ? freeze
            : await rounds.FreezeAsync(context.Tenure, RoundRules.MakeFreeze(freeze.Number + 1, context.Inbox.Cohort, counted), cancellationToken);
    }

    /// <summary>Those contributors whose cluster is large enough for the rule; empty where no cluster is.</summary>
    /// <param name="contributors">The contributors.</param>
    public IReadOnlyList<string> Counted(IEnumerable<string> contributors) =>
        [.. contributors.GroupBy(ClusterOf).Where(cluster => IsEnough(cluster.Count())).SelectMany(cluster => cluster)];

    /// <summary>Aggregates every cluster, where every frozen update is there.</summary>
    /// <param name="freeze">The freeze in force.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>The aggregates; null where updates are lost, or at sites that are away, or a partial sum is gone.</returns>
    public async Task<(Aggregate? Aggregate, IReadOnlyList<string> Lost, IReadOnlyList<string> Away)> TryAsync(Freeze freeze, CancellationToken cancellationToken)
    {
        List<ClusterAggregate> clusters = [];
        var makesModels = ClusterRounds.MakesModels(context.Spec, context.Plan.Number);
        Aggregate? joint = null;
        foreach (var (i, before) in context.ClusterModels.Index())
        {
            string[] contributors = [.. freeze.Contributors.Where(client => ClusterOf(client) == i + 1)];
            var why = IsEnough(contributors.Length) ? null : makesModels ? WhyOfAll(contributors.Length) : WhyKept(i + 1);
            if (why is not null && (joint is not null || !makesModels))
            {
                clusters.Add(new(i + 1, before, joint, why));
                continue;
            }

            var (of, frozen) = why is null ? (context.OfCluster(i + 1), freeze with { Contributors = contributors }) : (context, freeze);
            var (aggregate, lost, away) = await new RoundAggregation(rounds, artifacts, exporter, of).TryAsync(frozen, cancellationToken);
            if (aggregate is null)
            {
                return (null, lost, away);
            }

            joint = why is null ? joint : aggregate;
            clusters.Add(new(i + 1, before, aggregate, why));
        }

        Aggregate[] made = [.. clusters.Select(cluster => cluster.New).OfType<Aggregate>()];
        return clusters.All(cluster => cluster.Kept is not null)
            ? throw NoneAggregated(freeze)
            : (made[0] with
            {
                Freeze = freeze,
                Server = [],
                Next = null,
                Contributors = [.. made.SelectMany(aggregate => aggregate.Contributors).DistinctBy(contributor => contributor.Client)],

                // A model of all judges the members of the other clusters too, whose own model tells what became of them.
                Judgements = clusters.OrderBy(cluster => cluster.Kept is not null).Select(cluster => cluster.New).OfType<Aggregate>()
                    .SelectMany(aggregate => aggregate.Judgements).DistinctBy(judgement => judgement.Key).ToDictionary(StringComparer.Ordinal),
                Clusters = clusters,
            }, [], []);
    }

    private int ClusterOf(string client) => context.Inbox.Find(client)?.Counted
        ?? throw FederationErrors.UpdateLost.Exception($"client {client}", "the freeze names it, but nothing says in which cluster it is");

    private FederationException NoneAggregated(Freeze freeze) => FederationErrors.NoClusterAggregated.Exception(
        $"round {context.Plan.Number}",
        $"{context.Aggregation.Rule} needs {Needed(freeze.Contributors.Count)} updates, and the {freeze.Contributors.Count} of the round are of {string.Join(", ", freeze.Contributors.GroupBy(ClusterOf).OrderBy(cluster => cluster.Key).Select(cluster => $"cluster {cluster.Key}: {cluster.Count()}"))}");

    private bool IsEnough(int updates) => updates > 0 && updates >= Needed(updates);

    private int Needed(int updates) => AggregationRules.Find(context.Aggregation.Rule)!.Tolerate(context.Aggregation, Math.Max(1, updates)).Fewest;

    private string WhyOfAll(int members) => $"it begins as the model of all, since {context.Aggregation.Rule} needs {Needed(members)} updates, and it has {members}";

    private string WhyKept(int cluster)
    {
        var trained = context.Inbox.Cohort.Count(client => client.State is ParticipantState.Received or ParticipantState.Contributed or ParticipantState.Dropped && client.Counted == cluster);
        return trained switch
        {
            0 => "no client of the round is in it",
            1 => $"1 client trained it, and {context.Aggregation.Rule} needs {Needed(1)} updates",
            _ => $"{trained} clients trained it, and {context.Aggregation.Rule} needs {Needed(trained)} updates",
        };
    }
}
