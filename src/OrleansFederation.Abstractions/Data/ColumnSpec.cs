namespace OrleansFederation.Data;

/// <summary>One declared column of a table.</summary>
public sealed record ColumnSpec
{
    /// <summary>The column's name: the one of the header or, in a file without one, the name that its place in the list gives it.</summary>
    public required string Name { get; init; }

    /// <summary>What it holds.</summary>
    public ColumnKind Kind { get; init; }

    /// <summary>The categories, each read as its index here; null unless the column is a <see cref="ColumnKind.Category"/>.</summary>
    public IReadOnlyList<string>? Categories { get; init; }

    /// <summary>What stands for a missing value in this column, besides <see cref="DataSpec.Missing"/>.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>The unit of its numbers, for people; null where none is said.</summary>
    public string? Unit { get; init; }

    /// <summary>The least number that may stand there; null for no bound.</summary>
    public double? Minimum { get; init; }

    /// <summary>The greatest number that may stand there; null for no bound.</summary>
    public double? Maximum { get; init; }
}
