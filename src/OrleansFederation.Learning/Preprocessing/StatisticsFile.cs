namespace OrleansFederation.Preprocessing;

/// <summary><see cref="DataStatistics"/> as a file.</summary>
/// <param name="Schema">The form's number.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Columns">The columns' figures, in input order.</param>
internal sealed record StatisticsFile(int Schema, long Rows, ColumnFigures[] Columns);
