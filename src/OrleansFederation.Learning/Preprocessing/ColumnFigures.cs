namespace OrleansFederation.Preprocessing;

/// <summary>What <see cref="ColumnStatistics"/> know, as it is kept and sent. Bounds are 0 where there are no numbers.</summary>
internal sealed record ColumnFigures(
    long Count, long Missing, double Mean, double SquaredDifferences, double Minimum, double Maximum, long[] Categories, SketchCounts Quantiles)
{
    /// <summary>Whether these can be figures of a column: what a site sends is checked before it is counted on.</summary>
    /// <param name="column">The column.</param>
    /// <param name="isSketched">Whether its numbers have quantiles: those of images have none.</param>
    public bool Fits(RawColumn column, bool isSketched) =>
        Count >= 0 && Missing >= 0 && Categories.Length == column.Categories.Count && Categories.All(count => count >= 0)
        && double.IsFinite(Mean) && double.IsFinite(SquaredDifferences) && SquaredDifferences >= 0 && double.IsFinite(Minimum) && double.IsFinite(Maximum)
        && (column.IsCategory ? Categories.Sum() == Count && Quantiles.Count == 0 : Quantiles.Count == (isSketched ? Count : 0))
        && Quantiles.IsSound;
}
