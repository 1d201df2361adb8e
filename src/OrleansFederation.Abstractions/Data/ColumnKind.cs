namespace OrleansFederation.Data;

/// <summary>What a column of a table holds.</summary>
public enum ColumnKind
{
    /// <summary>Numbers, read as they are.</summary>
    Number = 0,

    /// <summary>One of the words of <see cref="ColumnSpec.Categories"/>, read as its index there.</summary>
    Category = 1,

    /// <summary>Nothing that a model is to see.</summary>
    Ignore = 2,
}
