using OrleansFederation.Errors;

namespace OrleansFederation.Aggregation;

/// <summary>A rule whose aggregate is Σᵢ wᵢ·uᵢ over the updates u of the contributors, with weights known before any update is read.</summary>
public interface ILinearRule : IAggregationRule
{
    bool IAggregationRule.IsLinear => true;

    /// <summary>Weighs the contributors of a round.</summary>
    /// <param name="updates">What the receipts say, in the order in which updates are folded; at least one.</param>
    /// <param name="settings">The rule's arguments.</param>
    /// <returns>The weights in the same order, finite; of a mean they are 0 or more and add up to 1.</returns>
    /// <exception cref="FederationException">FED3013 where the figures give no weights.</exception>
    double[] Weigh(IReadOnlyList<UpdateFigures> updates, AggregationSpec settings);
}
