namespace OrleansFederation.Aggregation;

/// <summary>
/// The plain mean: wᵢ = 1 / n for n updates, whatever the examples behind them. No count that a client claims matters; each client counts
/// alike, so a small one pulls as much as a large one. Danger: one wrong update still moves the mean by 1 / n of itself, without bound.
/// </summary>
public sealed class Uniform : ILinearRule
{
    /// <summary>Its name in the spec.</summary>
    public const string Rule = "uniform";

    /// <inheritdoc/>
    public string Name => Rule;

    /// <inheritdoc/>
    public string Description => "the plain mean of the updates: every client counts alike, whatever examples it claims";

    /// <inheritdoc/>
    public bool TakesStaleness => true;

    /// <inheritdoc/>
    /// <remarks>Late updates weigh dᵢ / Σⱼ dⱼ with their discounts d.</remarks>
    public double[] Weigh(IReadOnlyList<UpdateFigures> updates, AggregationSpec settings)
    {
        var sum = updates.Sum(update => update.Discount);
        return [.. updates.Select(update => update.Discount / sum)];
    }
}
