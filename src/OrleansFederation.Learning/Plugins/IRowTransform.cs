namespace OrleansFederation.Plugins;

/// <summary>Transforms rows. Safe for use by several threads at once; the same row always gives the same features.</summary>
public interface IRowTransform
{
    /// <summary>The shape of the features of one row: it must be the model's input.</summary>
    IReadOnlyList<int> OutputShape { get; }

    /// <summary>Transforms rows.</summary>
    /// <param name="rows">Whole rows as the data gives them, one after another; NaN where a table misses a value.</param>
    /// <param name="features">Room for the features, row by row; every number is to be written, and finite.</param>
    void Transform(ReadOnlySpan<float> rows, Span<float> features);
}
