namespace OrleansFederation.Preprocessing;

/// <summary>A column of raw input: one float32 a row, NaN where the value is missing.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Categories">The names of its categories, whose indices from 0 are its values; empty for a column of numbers.</param>
public sealed record RawColumn(string Name, IReadOnlyList<string> Categories)
{
    /// <summary>Whether its values are categories.</summary>
    public bool IsCategory => Categories.Count > 0;
}
