using OrleansFederation.Federations;
using OrleansFederation.Rounds;

namespace OrleansFederation.Aggregation;

/// <summary>Says what a federation's rule bears, before it trains.</summary>
public static class ToleranceText
{
    /// <summary>
    /// How many updates the smallest round that is allowed aggregates: all that are selected where every failure ends the round, else the
    /// minimum; the minimum also where what is measured may leave fewer to select.
    /// </summary>
    /// <param name="sampling">The sampling.</param>
    /// <param name="participants">How many clients may be selected.</param>
    public static int Fewest(SamplingSpec sampling, int participants) =>
        Math.Max(1, sampling is { OnError: ErrorPolicy.Strict, Select.IsMeasured: false } ? CohortSelection.Wanted(sampling, participants) : Math.Min(sampling.Minimum, participants));

    /// <summary>What the rule bears in the smallest round that is allowed, in one sentence.</summary>
    /// <param name="spec">A spec without problems.</param>
    public static string Of(FederationSpec spec) =>
        Of(AggregationRules.Find(spec.Aggregation.Rule)!, spec.Aggregation, Fewest(spec.Sampling, RoundChecks.Participants(spec)));

    /// <summary>What a rule bears among a number of updates, in one sentence.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="settings">Its arguments.</param>
    /// <param name="updates">How many updates are aggregated, as many as it needs or more.</param>
    public static string Of(IAggregationRule rule, AggregationSpec settings, int updates)
    {
        var tolerance = rule.Tolerate(settings, updates);
        var wrong = tolerance.Wrong switch
        {
            0 => "no wrong update",
            1 => "1 wrong update",
            var several => $"{several} wrong updates",
        };
        return $"{rule.Name} bears {wrong}{(updates > 1 ? $" among the {updates} of the smallest round" : "")}: {tolerance.Promise}.";
    }

    /// <summary>
    /// The rule where it can run with so many clients, else plain averaging: what a comparison trains with fewer clients has nobody to guard
    /// against, and one client alone has no other to be fair to.
    /// </summary>
    /// <param name="aggregation">The federation's rule.</param>
    /// <param name="clients">How many clients take part.</param>
    internal static AggregationSpec OrMean(AggregationSpec aggregation, int clients) =>
        AggregationRules.Find(aggregation.Rule) is { } rule && (rule.Tolerate(aggregation, clients).Fewest > clients || (rule.NeedsInitialLoss && clients == 1))
            ? AggregationSpec.FedAvg
            : aggregation;
}
