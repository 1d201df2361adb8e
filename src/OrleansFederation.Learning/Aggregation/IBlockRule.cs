namespace OrleansFederation.Aggregation;

/// <summary>
/// A rule that needs the updates of all contributors at once, but of each only the same stretch of numbers: the sites keep the updates and
/// hand over corresponding blocks of them, so that memory follows from the block and the number of contributors, not from the model.
/// </summary>
public interface IBlockRule : IAggregationRule
{
    bool IAggregationRule.IsLinear => false;

    /// <summary>Combines corresponding blocks. A number of the aggregate follows from the numbers at its place alone, so where blocks end changes no bit.</summary>
    /// <param name="updates">The block of each contributor's update, in ordinal order, all of one length and finite; at least one.</param>
    /// <param name="aggregate">The block of the aggregate, of the same length.</param>
    /// <param name="settings">The rule's arguments.</param>
    /// <param name="threads">How many threads share the work, 1 or more; they change no bit.</param>
    void Combine(IReadOnlyList<ReadOnlyMemory<float>> updates, Memory<float> aggregate, AggregationSpec settings, int threads);
}
