using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansFederation.Output;

/// <summary>A column of a listing.</summary>
/// <param name="Header">The heading; empty for none.</param>
/// <param name="Right">Whether cells are aligned right, as numbers are.</param>
/// <param name="Rank">How early the column gives way when space is short: the highest first; 0 never.</param>
internal sealed record Column(string Header, bool Right = false, int Rank = 0);

/// <summary>A cell of a listing.</summary>
/// <param name="Text">The text.</param>
/// <param name="Style">Its style.</param>
internal sealed record Cell(string Text, Style? Style = null)
{
    public static implicit operator Cell(string? text) => new(text ?? "–");
}

/// <summary>Lays out rows in columns: the less important columns give way on narrow terminals, and the widest is shortened last.</summary>
internal static class Listing
{
    private const int Gap = 2;
    private const int Narrowest = 8;

    /// <summary>Makes a table.</summary>
    public static IRenderable Table(IReadOnlyList<Column> columns, IReadOnlyList<IReadOnlyList<Cell>> rows) =>
        new Block(width => Lines(columns, rows, width));

    /// <summary>Makes a sheet of facts: names and their values, never cut.</summary>
    public static IRenderable Facts(params IEnumerable<(string Name, Cell? Value)> facts)
    {
        Cell[][] rows = [.. facts.Where(fact => fact.Value is not null).Select(fact => new[] { new Cell(fact.Name, Palette.Quiet), fact.Value! })];
        return Block.Of(Lines([new Column(""), new Column("")], rows, int.MaxValue));
    }

    /// <summary>Gives the table's lines for a width.</summary>
    public static IEnumerable<Line> Lines(IReadOnlyList<Column> columns, IReadOnlyList<IReadOnlyList<Cell>> rows, int width)
    {
        int[] widths = [.. columns.Select((column, i) => rows.Select(row => Line.CellsOf(row[i].Text)).Append(Line.CellsOf(column.Header)).Max())];
        List<int> shown = [.. Enumerable.Range(0, columns.Count)];
        while (Total(shown, widths) > width && shown.Where(i => columns[i].Rank > 0).Select(i => (int?)i).MaxBy(i => columns[i!.Value].Rank) is { } least)
        {
            shown.Remove(least);
        }

        while (Total(shown, widths) > width && shown.MaxBy(i => widths[i]) is var widest && widths[widest] > Narrowest)
        {
            widths[widest]--;
        }

        if (columns.Any(column => column.Header.Length > 0))
        {
            yield return Compose(shown, columns, widths, [.. columns.Select(column => new Cell(column.Header, Palette.Strong))]);
        }

        foreach (var row in rows)
        {
            yield return Compose(shown, columns, widths, row);
        }
    }

    private static int Total(List<int> shown, int[] widths) =>
        (int)Math.Min(int.MaxValue, shown.Sum(i => (long)widths[i]) + ((shown.Count - 1) * Gap));

    private static Line Compose(List<int> shown, IReadOnlyList<Column> columns, int[] widths, IReadOnlyList<Cell> cells)
    {
        var line = new Line();
        var end = 0;
        foreach (var i in shown)
        {
            var text = Line.Cut(Line.Clean(cells[i].Text), widths[i]);
            line.PadTo(columns[i].Right ? end + widths[i] - Line.CellsOf(text) : end).With(text, cells[i].Style);
            end += widths[i] + Gap;
        }

        return line;
    }
}
