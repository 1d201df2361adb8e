using OrleansFederation.Errors;

namespace OrleansFederation.Aggregation;

/// <summary>A rule whose aggregate is Σᵢ wᵢ·uᵢ over the updates u of the contributors, with weights known before any update is read.</summary>
public interface ILinearRule : IAggregationRule
{
    bool IAggregationRule.IsLinear => true;

    /// <summary>Weighs the contributors of a round.</summary>
    /// <param name="examples">The examples behind each update, 0 or more, in the order in which updates are folded; at least one.</param>
    /// <returns>The weights in the same order, each 0 or more; they add up to 1.</returns>
    /// <exception cref="FederationException">FED3013 where the counts give no weights.</exception>
    double[] Weigh(IReadOnlyList<long> examples);
}
