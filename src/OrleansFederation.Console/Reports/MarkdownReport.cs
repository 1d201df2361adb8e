using System.Text;

namespace OrleansFederation.Reports;

/// <summary>Writes a report as Markdown, with its drawings as files beside it.</summary>
internal static class MarkdownReport
{
    private const string Marks = "\\`*_{}[]#|";

    /// <summary>Gives the file's text.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="drawing">The file of a drawing, as the text names it.</param>
    public static string Write(IEnumerable<ReportPart> parts, Func<ChartPart, string> drawing)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            switch (part)
            {
                case HeadingPart heading:
                    text.Append(heading.IsTitle ? "# " : "## ").Append(Escape(heading.Text)).Append("\n\n");
                    break;
                case TextPart paragraph:
                    text.Append(Escape(paragraph.Text)).Append("\n\n");
                    break;
                case TablePart table:
                    Row(text, table.Columns);
                    Row(text, table.Columns.Select(_ => "---"), escape: false);
                    foreach (var row in table.Rows)
                    {
                        Row(text, row);
                    }

                    text.Append('\n');
                    break;
                case ChartPart chart:
                    text.Append("![").Append(Escape(chart.Caption)).Append("](").Append(Uri.EscapeDataString(drawing(chart))).Append(")\n\n");
                    break;
            }
        }

        return text.ToString();
    }

    private static void Row(StringBuilder text, IEnumerable<string> cells, bool escape = true) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(cell => escape ? Escape(cell) : cell)).Append(" |\n");

    private static string Escape(string text) => string.Concat(text.Select(c => c switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        _ when Marks.Contains(c, StringComparison.Ordinal) => $"\\{c}",
        _ when char.IsControl(c) => " ",
        _ => c.ToString(),
    }));
}
