using System.Text;

namespace OrleansFederation.Reports;

/// <summary>Writes a report as one HTML file that needs nothing else.</summary>
internal static class HtmlReport
{
    private const string Styles =
        ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1f2328;background:#fff}"
        + "table{border-collapse:collapse;margin:1rem 0;display:block;overflow-x:auto}th,td{padding:.25rem .75rem;border-bottom:1px solid #d1d9e0;text-align:left;font-variant-numeric:tabular-nums;white-space:nowrap}"
        + "figure{margin:1rem 0;display:inline-block;vertical-align:top}figcaption{color:#59636e;font-size:.875rem;max-width:24rem}svg{max-width:100%;height:auto}"
        + "@media(prefers-color-scheme:dark){body{color:#f0f6fc;background:#0d1117}th,td{border-color:#3d444d}figcaption{color:#9198a1}}";

    /// <summary>Gives the file's text.</summary>
    /// <param name="title">The title.</param>
    /// <param name="parts">The parts.</param>
    public static string Write(string title, IEnumerable<ReportPart> parts)
    {
        var text = new StringBuilder();
        text.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>")
            .Append(SvgWriter.Escape(title)).Append("</title>\n<style>").Append(Styles).Append("</style>\n</head>\n<body>\n");
        foreach (var part in parts)
        {
            Write(text, part);
        }

        return text.Append("</body>\n</html>\n").ToString();
    }

    private static void Write(StringBuilder text, ReportPart part)
    {
        switch (part)
        {
            case HeadingPart heading:
                var tag = heading.IsTitle ? "h1" : "h2";
                text.Append('<').Append(tag).Append('>').Append(SvgWriter.Escape(heading.Text)).Append("</").Append(tag).Append(">\n");
                break;
            case TextPart paragraph:
                text.Append("<p>").Append(SvgWriter.Escape(paragraph.Text)).Append("</p>\n");
                break;
            case TablePart table:
                text.Append("<table>\n<thead><tr>").AppendJoin("", table.Columns.Select(column => $"<th scope=\"col\">{SvgWriter.Escape(column)}</th>")).Append("</tr></thead>\n<tbody>\n");
                foreach (var row in table.Rows)
                {
                    text.Append("<tr>").AppendJoin("", row.Select((cell, i) => i == 0 ? $"<th scope=\"row\">{SvgWriter.Escape(cell)}</th>" : $"<td>{SvgWriter.Escape(cell)}</td>")).Append("</tr>\n");
                }

                text.Append("</tbody>\n</table>\n");
                break;
            case ChartPart chart:
                text.Append("<figure>\n").Append(chart.Svg).Append("\n<figcaption>").Append(SvgWriter.Escape(chart.Caption)).Append("</figcaption>\n</figure>\n");
                break;
        }
    }
}
