namespace OrleansFederation.Aggregation;

/// <summary>A rule with arguments that move from round to round by what the receipts of committed rounds say, and by nothing else.</summary>
public interface IAdaptiveRule : IAggregationRule
{
    /// <summary>Gives the arguments of the next round.</summary>
    /// <param name="settings">The arguments of the committed round.</param>
    /// <param name="updates">What the receipts of its contributors say.</param>
    AggregationSpec After(AggregationSpec settings, IReadOnlyList<UpdateFigures> updates);
}
