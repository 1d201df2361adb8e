using OrleansFederation.Clustering;
using OrleansFederation.Errors;

namespace OrleansFederation.Rounds;

/// <content>Rounds that train several models, and the one that divides its contributors among them.</content>
internal sealed partial class RoundAggregation
{
    /// <summary>Aggregates as the round did, and divides its contributors where it did, where every frozen update is there.</summary>
    /// <param name="freeze">The freeze in force.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>As <see cref="TryAsync"/>; who is in which cluster stands in the round's inbox.</returns>
    public Task<(Aggregate? Aggregate, IReadOnlyList<string> Lost, IReadOnlyList<string> Away)> TryAgainAsync(Freeze freeze, CancellationToken cancellationToken) =>
        ClusterRounds.Divides(context.Spec, context.Plan.Number) ? TryDivideAsync(freeze, cancellationToken) : TryAsync(freeze, cancellationToken);

    private ClusterAggregation Clusters => new(rounds, artifacts, exporter, context);

    /// <summary>Divides the contributors among clusters, and aggregates their updates once more into one model, or into those of the clusters.</summary>
    private async Task<(Aggregate? Aggregate, IReadOnlyList<string> Lost, IReadOnlyList<string> Away)> TryDivideAsync(Freeze freeze, CancellationToken cancellationToken)
    {
        var (contributions, _) = Contributions(freeze);
        try
        {
            var (members, lost) = await new ClusterDivision(context).TryAsync(contributions, Within, cancellationToken);
            if (members is null)
            {
                return (null, lost, []);
            }

            foreach (var (client, cluster) in members)
            {
                context.Inbox.Put(context.Inbox.Find(client)! with { Cluster = cluster });
            }
        }
        catch (FederationException offline) when (!IsStrict && offline.Code == FederationErrors.SiteOffline.Code && AwayOf(contributions) is { Count: > 0 } away)
        {
            return (null, [], away);
        }

        return await (ClusterRounds.MakesModels(context.Spec, context.Plan.Number) ? Clusters.TryAsync(freeze, cancellationToken) : TryAsync(freeze, cancellationToken));
    }
}
