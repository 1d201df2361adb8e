using System.Globalization;
using OrleansFederation.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansFederation.Data;

/// <summary>Lays out what a file holds.</summary>
internal static class DataTables
{
    private const int HistogramCells = 16;
    private const int ShownValues = 4;

    /// <summary>Facts of the file, a line for each column and, where it was held against a spec, what a client gets.</summary>
    /// <param name="path">The file.</param>
    /// <param name="profile">What it holds.</param>
    /// <param name="parts">What a client gets; null where it was not held against a spec.</param>
    public static IRenderable Show(string path, DataProfile profile, PartCounts? parts)
    {
        List<IRenderable> pieces =
        [
            Listing.Facts(
                ("file", new Cell(path, Palette.Strong)),
                ("format", Format(profile.Suggested)),
                ("rows", Figures.Count(profile.Rows)),
                ("size", Figures.Bytes(profile.Bytes)),
                ("empty lines", profile.EmptyLines > 0 ? Figures.Count(profile.EmptyLines) : (Cell?)null)),
            Block.Of(Line.Of("")),
            Listing.Table(
                [new Column("column"), new Column("kind"), new Column("missing", Right: true), new Column("least", Right: true, Rank: 2), new Column("quartiles", Rank: 3), new Column("greatest", Right: true, Rank: 2), new Column("distribution", Rank: 1)],
                [.. profile.Columns.Select(Row)]),
        ];
        if (parts is not null)
        {
            pieces.Add(Block.Of(Line.Of("")));
            pieces.Add(Parts(parts));
        }

        return new Rows(pieces);
    }

    private static string Format(DataSpec data) => data.Format != "csv" ? data.Format
        : $"csv, {(data.Delimiter == "\t" ? "tab" : data.Delimiter)} between fields, {(data.Header ? "a header" : "no header")}, {data.Encoding}";

    private static Cell[] Row(ColumnProfile column) =>
    [
        column.Name,
        Figures.Word(column.Kind),
        column.Missing > 0 ? $"{Figures.Count(column.Missing)}{(column.MissingWords.Count > 0 ? $" ({string.Join(", ", column.MissingWords.Select(word => word.Length == 0 ? "empty" : word))})" : "")}" : "0",
        Number(column.Minimum),
        column.Quartiles.Count > 0 ? string.Join(" · ", column.Quartiles.Select(quartile => Number(quartile))) : "–",
        Number(column.Maximum),
        column.Kind == ColumnKind.Category ? Values(column) : column.Histogram.Count > 0 ? Sparkline.Of([.. column.Histogram.Select(count => (double)count)], HistogramCells) : Values(column),
    ];

    private static string Values(ColumnProfile column)
    {
        if (column.Values.Count == 0)
        {
            return column.Texts > 0 ? $"{Figures.Count(column.Texts)} texts, too many to list" : "–";
        }

        var total = (double)column.Values.Sum(each => each.Value);
        return string.Join(", ", column.Values.Take(ShownValues).Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Key} {each.Value / total:0 %}"))) + (column.Values.Count > ShownValues ? $", {column.Values.Count - ShownValues} more" : "");
    }

    private static IRenderable Parts(PartCounts parts)
    {
        var summary = parts.Summary;
        return Listing.Facts(
            ("train", Figures.Count(parts.Train)),
            ("validation", Figures.Count(parts.Validation)),
            ("test", Figures.Count(parts.Test)),
            ("dropped", summary is null ? "nothing" : DataText.Dropped(summary)),
            ("missing", summary is null ? "nothing" : DataText.Missing(summary, int.MaxValue)),
            ("classes", summary?.Classes is { } classes ? string.Join(", ", classes.Index().Select(each => $"{each.Index}: {Figures.Count(each.Item)}")) : (Cell?)null),
            ("absent", summary is not null && summary.AbsentClasses().Any() ? new Cell($"class {DataText.Absent(summary)}", Palette.Warning) : null));
    }

    private static string Number(double? number) => number is { } value ? value.ToString("G5", CultureInfo.InvariantCulture) : "–";
}
