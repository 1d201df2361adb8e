namespace OrleansFederation.Errors;

/// <summary>What can go wrong with clusters of clients.</summary>
public static partial class FederationErrors
{
    /// <summary>No cluster of a round can be aggregated.</summary>
    public static readonly FederationError NoClusterAggregated = new("FED3095", "No cluster has enough updates",
        "The clients of a round divided themselves among the clusters so that none has as many updates as the aggregation rule needs, and no model would have changed.",
        "Have more clients take part in a round (sampling.minimum), or choose fewer clusters or a rule that needs fewer updates, in a new federation.", ExitCodes.NotMet, 422);
}
