namespace OrleansFederation.Reports;

/// <summary>Draws curves over two axes.</summary>
internal static class CurveChart
{
    private const double Left = 56;
    private const double Top = 14;
    private const double Side = 300;
    private const double Bottom = 46;
    private const double LegendLine = 18;

    /// <summary>Draws the chart.</summary>
    /// <param name="id">What tells it from other drawings on the page.</param>
    /// <param name="title">Its title.</param>
    /// <param name="description">What it shows.</param>
    /// <param name="x">The axis to the right.</param>
    /// <param name="y">The axis upwards.</param>
    /// <param name="series">The curves; those without a name lie in the background.</param>
    /// <param name="diagonal">Whether the line from corner to corner is drawn, to which curves are compared.</param>
    /// <param name="wide">Whether it is half as wide again as high.</param>
    public static string Draw(string id, string title, string description, Axis x, Axis y, IReadOnlyList<Series> series, bool diagonal = false, bool wide = false)
    {
        var named = series.Where(one => one.Name is not null).ToArray();
        var width = wide ? 1.5 * Side : Side;
        var svg = new SvgWriter(id, title, description, Left + width + 20, Top + Side + Bottom + named.Length * LegendLine);
        double X(double value) => Left + x.Place(value) * width;
        double Y(double value) => Top + (1 - y.Place(value)) * Side;
        foreach (var tick in x.Ticks)
        {
            svg.Line(X(tick), Top, X(tick), Top + Side, "grid");
            svg.Text(X(tick), Top + Side + 16, Axis.Text(tick), "middle", "quiet");
        }

        foreach (var tick in y.Ticks)
        {
            svg.Line(Left, Y(tick), Left + width, Y(tick), "grid");
            svg.Text(Left - 6, Y(tick) + 4, Axis.Text(tick), "end", "quiet");
        }

        svg.Rectangle(Left, Top, width, Side, "axis");
        svg.Text(Left + width / 2, Top + Side + 36, x.Label, "middle");
        svg.Text(14, Top + Side / 2, y.Label, "middle", upright: false);
        if (diagonal)
        {
            svg.Line(X(x.Low), Y(y.Low), X(x.High), Y(y.High), "axis");
        }

        foreach (var one in series.Where(one => one.Name is null))
        {
            svg.Curve(one.Points.Select(point => (X(point.X), Y(point.Y))), "faint");
        }

        for (var i = 0; i < named.Length; i++)
        {
            if (named[i].Band is { Count: > 1 } band)
            {
                svg.Area([.. band.Select(point => (X(point.X), Y(point.High))), .. band.Reverse().Select(point => (X(point.X), Y(point.Low)))], $"band b{i % SvgWriter.SeriesStyles}");
            }
        }

        for (var i = 0; i < named.Length; i++)
        {
            var style = $"curve s{i % SvgWriter.SeriesStyles}";
            var finite = named[i].Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y)).ToArray();
            svg.Curve(finite.Select(point => (X(point.X), Y(point.Y))), style);
            foreach (var point in named[i].Dots ? finite : [])
            {
                svg.Dot(X(point.X), Y(point.Y), 3, style);
            }

            var line = Top + Side + Bottom + (i + 0.5) * LegendLine;
            svg.Line(Left, line, Left + 34, line, style);
            svg.Text(Left + 42, line + 4, named[i].Name!);
        }

        return svg.End();
    }
}
