using OrleansFederation.Data;

namespace OrleansFederation.Tables;

/// <summary>Makes a data section of what a file holds.</summary>
internal static class SuggestedData
{
    /// <summary>Makes a section: the last column that could be one is the target.</summary>
    /// <param name="data">How the file is read.</param>
    /// <param name="columns">What its columns hold.</param>
    public static DataSpec Of(DataSpec data, IReadOnlyList<ColumnProfile> columns)
    {
        List<ColumnSpec> specs = [.. columns.Select(Of)];
        var target = columns.LastOrDefault(column => column.Kind == ColumnKind.Category) ?? columns.LastOrDefault(column => column.Kind == ColumnKind.Number);
        List<string> missing = [.. columns.SelectMany(column => column.MissingWords).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var classes = target?.Kind == ColumnKind.Category ? Ordered(target).Select((value, index) => new ClassSpec(value, index)).ToList() : null;
        return data with
        {
            Columns = classes is null ? specs : [.. specs.Select(column => column.Name == target!.Name ? new() { Name = column.Name, Kind = ColumnKind.Ignore } : column)],
            Missing = missing.Count == 0 || missing.All(DataSpec.UsualMissing.Contains) ? DataSpec.UsualMissing : missing,
            Target = target is null ? null : new() { Column = target.Name, Classes = classes },
            Split = new() { Stratify = classes is not null },
        };
    }

    private static ColumnSpec Of(ColumnProfile column) => new()
    {
        Name = column.Name,
        Kind = column.Kind,
        Categories = column.Kind == ColumnKind.Category ? Ordered(column) : null,
    };

    // Numbers by their value, words by their letters: not by how often they stand in one site's file.
    private static List<string> Ordered(ColumnProfile column) =>
    [
        .. column.Values.Select(each => each.Key)
            .OrderBy(value => NumberText.TryRead(System.Text.Encoding.UTF8.GetBytes(value), out var number) ? number : double.PositiveInfinity).ThenBy(value => value, StringComparer.Ordinal),
    ];
}
