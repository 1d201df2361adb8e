namespace OrleansFederation.Data;

/// <summary>Which columns of a declared table are a model's inputs.</summary>
public static class TableColumns
{
    /// <summary>The inputs, in their order: numbers and categories that are neither target nor group nor time.</summary>
    /// <param name="data">The table's declaration.</param>
    public static IEnumerable<ColumnSpec> Inputs(DataSpec data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return (data.Columns ?? []).Where(column => column.Kind != ColumnKind.Ignore
            && column.Name != data.Target?.Column && column.Name != data.Split?.Group && column.Name != data.Split?.Time);
    }
}
