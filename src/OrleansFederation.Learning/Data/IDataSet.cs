namespace OrleansFederation.Data;

/// <summary>Examples that can be read in any order. Safe for concurrent readers.</summary>
public interface IDataSet
{
    /// <summary>The number of examples.</summary>
    int Count { get; }

    /// <summary>The shape of one input without the batch dimension.</summary>
    IReadOnlyList<int> InputShape { get; }

    /// <summary>What reading the data found: what was dropped and what is missing; null where nothing can be.</summary>
    DataSummary? Summary => null;

    /// <summary>Reads inputs, normalised as the spec says; NaN where a value of a table is missing.</summary>
    /// <param name="indices">The examples, each 0 up to <see cref="Count"/> less one.</param>
    /// <param name="destination">Room for the inputs, row by row.</param>
    void ReadInputs(ReadOnlySpan<int> indices, Span<float> destination);

    /// <summary>Reads targets: the class index, or the real target, one an example.</summary>
    /// <param name="indices">The examples.</param>
    /// <param name="destination">Room for one number an example.</param>
    void ReadTargets(ReadOnlySpan<int> indices, Span<float> destination);
}
