using System.Globalization;
using System.Text;

namespace OrleansFederation.Tracking;

/// <summary>Writes a run as one table of comma-separated values (RFC 4180): its parameters, then a row for each figure.</summary>
internal static class CsvForm
{
    private const string Header = "kind,round,time,scope,of,name,value,low,high\r\n";

    /// <summary>Gives the file's text.</summary>
    public static string Write(TrackedRun run)
    {
        var text = new StringBuilder(Header);
        foreach (var (name, value) in run.Parameters)
        {
            Row(text, "parameter", null, null, null, null, name, value, null, null);
        }

        foreach (var figure in run.Figures)
        {
            Row(text, "figure", figure.Round.ToString(CultureInfo.InvariantCulture), figure.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
                figure.Scope, figure.Of, figure.Name, Number(figure.Value), Number(figure.Low), Number(figure.High));
        }

        return text.ToString();
    }

    private static void Row(StringBuilder text, params ReadOnlySpan<string?> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(Quote(cells[i] ?? ""));
        }

        text.Append("\r\n");
    }

    private static string Quote(string cell) => cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;

    private static string? Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);
}
