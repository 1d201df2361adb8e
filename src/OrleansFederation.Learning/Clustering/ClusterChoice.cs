namespace OrleansFederation.Clustering;

/// <summary>
/// Which of several models a client takes: the one with the least mean loss on its training part (Ghosh et al. 2020, "An Efficient Framework
/// for Clustered Federated Learning", IFCA, algorithm 1, step "cluster identity").
/// </summary>
public static class ClusterChoice
{
    /// <summary>Gives the place of the least loss.</summary>
    /// <param name="losses">The losses; one that is not finite is never the least.</param>
    /// <returns>The place, the first of equals; null where no loss is finite.</returns>
    public static int? Least(IReadOnlyList<double> losses)
    {
        ArgumentNullException.ThrowIfNull(losses);
        int? least = null;
        for (var i = 0; i < losses.Count; i++)
        {
            if (double.IsFinite(losses[i]) && (least is not { } best || losses[i] < losses[best]))
            {
                least = i;
            }
        }

        return least;
    }
}
