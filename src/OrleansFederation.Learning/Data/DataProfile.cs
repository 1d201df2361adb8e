namespace OrleansFederation.Data;

/// <summary>What a file holds.</summary>
/// <param name="Format">Its format.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="EmptyLines">The empty lines that were passed over.</param>
/// <param name="Columns">Its columns, in the order of the file.</param>
/// <param name="Suggested">A data section for a spec that reads it: kinds, categories and target are guesses to be looked over.</param>
public sealed record DataProfile(string Format, long Rows, long Bytes, long EmptyLines, IReadOnlyList<ColumnProfile> Columns, DataSpec Suggested);
