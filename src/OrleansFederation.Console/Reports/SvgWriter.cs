using System.Globalization;
using System.Text;

namespace OrleansFederation.Reports;

/// <summary>
/// Writes an SVG drawing: the same calls always give the same text. It has a title and a description for those who do not see it, follows
/// the reader's choice of light or dark, and tells series apart by dashes as well as by colour.
/// </summary>
internal sealed class SvgWriter
{
    /// <summary>The number of styles that series can have.</summary>
    public const int SeriesStyles = 10;

    private const string Styles =
        ".fc{font:12px system-ui,sans-serif}.fc text{fill:#1f2328}.fc .quiet{fill:#59636e}.fc .axis{stroke:#818b98;fill:none}.fc .grid{stroke:#d1d9e0;fill:none}"
        + ".fc .curve{fill:none;stroke-width:2;stroke-linejoin:round}.fc .faint{fill:none;stroke:#818b98;stroke-opacity:.45}.fc .plane{fill:#0969da;fill-opacity:.25;stroke:#0969da}"
        + ".fc .s0{stroke:#0969da}.fc .s1{stroke:#bc4c00;stroke-dasharray:7 3}.fc .s2{stroke:#1a7f37;stroke-dasharray:2 3}.fc .s3{stroke:#8250df;stroke-dasharray:9 3 2 3}.fc .s4{stroke:#57606a;stroke-dasharray:4 4}"
        + ".fc .s5{stroke:#cf222e;stroke-dasharray:12 4}.fc .s6{stroke:#0b7285;stroke-dasharray:7 3 2 3 2 3}.fc .s7{stroke:#9a6700;stroke-dasharray:3 2}.fc .s8{stroke:#bf3989;stroke-dasharray:14 3 4 3}.fc .s9{stroke:#1f2328;stroke-dasharray:1 3}"
        + ".fc .band{stroke:none;fill-opacity:.14}.fc .b0{fill:#0969da}.fc .b1{fill:#bc4c00}.fc .b2{fill:#1a7f37}.fc .b3{fill:#8250df}.fc .b4{fill:#57606a}.fc .b5{fill:#cf222e}.fc .b6{fill:#0b7285}.fc .b7{fill:#9a6700}.fc .b8{fill:#bf3989}.fc .b9{fill:#1f2328}"
        + "@media(prefers-color-scheme:dark){.fc text{fill:#f0f6fc}.fc .quiet{fill:#9198a1}.fc .axis{stroke:#656c76}.fc .grid{stroke:#3d444d}.fc .plane{fill:#4493f8;stroke:#4493f8}"
        + ".fc .s0{stroke:#4493f8}.fc .s1{stroke:#f0883e}.fc .s2{stroke:#3fb950}.fc .s3{stroke:#ab7df8}.fc .s4{stroke:#9198a1}"
        + ".fc .s5{stroke:#ff7b72}.fc .s6{stroke:#39c5cf}.fc .s7{stroke:#d29922}.fc .s8{stroke:#f778ba}.fc .s9{stroke:#f0f6fc}"
        + ".fc .b0{fill:#4493f8}.fc .b1{fill:#f0883e}.fc .b2{fill:#3fb950}.fc .b3{fill:#ab7df8}.fc .b4{fill:#9198a1}.fc .b5{fill:#ff7b72}.fc .b6{fill:#39c5cf}.fc .b7{fill:#d29922}.fc .b8{fill:#f778ba}.fc .b9{fill:#f0f6fc}}";

    private readonly StringBuilder _text = new();

    /// <summary>Starts a drawing.</summary>
    /// <param name="id">What tells it from other drawings on the page: letters, digits and dashes.</param>
    /// <param name="title">Its title.</param>
    /// <param name="description">What it shows, in a sentence.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height in pixels.</param>
    public SvgWriter(string id, string title, string description, double width, double height)
    {
        _text.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"fc\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" viewBox=\"0 0 {Number(width)} {Number(height)}\" width=\"{Number(width)}\" height=\"{Number(height)}\">\n")
            .Append(CultureInfo.InvariantCulture, $"<title id=\"{id}-title\">{Escape(title)}</title>\n<desc id=\"{id}-desc\">{Escape(description)}</desc>\n<style>{Styles}</style>\n");
    }

    /// <summary>Draws a straight line.</summary>
    public void Line(double x1, double y1, double x2, double y2, string style) =>
        _text.Append(CultureInfo.InvariantCulture, $"<line class=\"{style}\" x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2)}\" y2=\"{Number(y2)}\"/>\n");

    /// <summary>Draws lines from point to point; points that fall on the pixel of the one before are left out.</summary>
    public void Curve(IEnumerable<(double X, double Y)> points, string style)
    {
        List<string> places = [];
        var (x, y) = (double.NaN, double.NaN);
        foreach (var point in points)
        {
            if (!(Math.Abs(point.X - x) < 0.5 && Math.Abs(point.Y - y) < 0.5))
            {
                places.Add($"{Number(point.X)},{Number(point.Y)}");
                (x, y) = point;
            }
        }

        _text.Append(CultureInfo.InvariantCulture, $"<polyline class=\"{style}\" points=\"{string.Join(' ', places)}\"/>\n");
    }

    /// <summary>Fills what lies within points.</summary>
    public void Area(IReadOnlyList<(double X, double Y)> points, string style) =>
        _text.Append(CultureInfo.InvariantCulture, $"<polygon class=\"{style}\" points=\"{string.Join(' ', points.Select(point => $"{Number(point.X)},{Number(point.Y)}"))}\"/>\n");

    /// <summary>Draws a rectangle, with a note for who points at it or has it read out.</summary>
    public void Rectangle(double x, double y, double width, double height, string style, string? note = null) =>
        _text.Append(CultureInfo.InvariantCulture, $"<rect class=\"{style}\" x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(Math.Max(0, width))}\" height=\"{Number(Math.Max(0, height))}\"")
            .Append(note is null ? "/>\n" : $"><title>{Escape(note)}</title></rect>\n");

    /// <summary>Draws a dot.</summary>
    public void Dot(double x, double y, double radius, string style) =>
        _text.Append(CultureInfo.InvariantCulture, $"<circle class=\"{style}\" cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"{Number(radius)}\"/>\n");

    /// <summary>Writes a text, whose start, middle or end is at the place.</summary>
    public void Text(double x, double y, string text, string anchor = "start", string style = "", bool upright = true) =>
        _text.Append(CultureInfo.InvariantCulture, $"<text class=\"{style}\" text-anchor=\"{anchor}\" x=\"{Number(x)}\" y=\"{Number(y)}\"")
            .Append(upright ? "" : $" transform=\"rotate(-90 {Number(x)} {Number(y)})\"")
            .Append(CultureInfo.InvariantCulture, $">{Escape(text)}</text>\n");

    /// <summary>Ends the drawing and gives its text.</summary>
    public string End() => _text.Append("</svg>").ToString();

    /// <summary>Writes text so that it stays text between tags and in attributes.</summary>
    public static string Escape(string text) => string.Concat(text.Select(c => c switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\'' => "&#39;",
        '\t' or '\n' => " ",
        _ when char.IsControl(c) => "",
        _ => c.ToString(),
    }));

    private static string Number(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture) is "-0" ? "0" : Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);
}
