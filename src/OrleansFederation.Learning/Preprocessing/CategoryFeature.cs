namespace OrleansFederation.Preprocessing;

/// <summary>A feature that is 1 where the value is one category, and 0 where it is another or missing.</summary>
/// <param name="Column">The index of its column.</param>
/// <param name="Category">The category's index.</param>
public sealed record CategoryFeature(int Column, int Category);
