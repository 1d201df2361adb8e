namespace OrleansFederation.Aggregation;

/// <summary>
/// A rule that decides by the geometry of the updates: by their norms and by how far they are apart. The updates are read twice in blocks,
/// once to measure and once to combine, so memory follows from the block and the number of contributors. The aggregate is the weighted
/// sum Σᵢ wᵢ·uᵢ over the updates whose weight is not 0; of a rule that is an <see cref="IBlockRule"/> too, what that makes of the updates with a weight above 0.
/// </summary>
public interface IDistanceRule : IAggregationRule
{
    bool IAggregationRule.IsLinear => false;

    /// <summary>Decides on the weights.</summary>
    /// <param name="distances">The updates' norms and the distances between them.</param>
    /// <param name="updates">What the receipts say, in the same order.</param>
    /// <param name="settings">The rule's arguments.</param>
    Weighing Weigh(UpdateDistances distances, IReadOnlyList<UpdateFigures> updates, AggregationSpec settings);
}
