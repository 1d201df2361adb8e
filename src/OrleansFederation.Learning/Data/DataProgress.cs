namespace OrleansFederation.Data;

/// <summary>How far the first reading of a file has come.</summary>
/// <param name="Done">The bytes that were read.</param>
/// <param name="Total">The bytes of the file.</param>
/// <param name="Rows">The rows that were read.</param>
public sealed record DataProgress(long Done, long Total, long Rows);
