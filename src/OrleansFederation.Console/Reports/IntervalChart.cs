using OrleansFederation.Evaluation;

namespace OrleansFederation.Reports;

/// <summary>Draws figures as bars, one below the other, with their intervals as whiskers.</summary>
internal static class IntervalChart
{
    private const double Row = 26;
    private const double Width = 360;
    private const double Letter = 7;
    private const int LongestName = 32;

    /// <summary>Draws the chart.</summary>
    /// <param name="id">What tells it from other drawings on the page.</param>
    /// <param name="title">Its title.</param>
    /// <param name="axis">The axis of the figures.</param>
    /// <param name="bars">Names and figures.</param>
    public static string Draw(string id, string title, Axis axis, IReadOnlyList<(string Name, Estimate Figure)> bars)
    {
        var left = 20 + Letter * bars.Max(bar => Math.Min(bar.Name.Length, LongestName));
        var height = bars.Count * Row;
        var svg = new SvgWriter(id, title, $"{axis.Label} with intervals of 95 %: {string.Join("; ", bars.Select(bar => $"{bar.Name} {EstimateText.Of(bar.Figure)}"))}.", left + Width + 24, height + 52);
        double X(double value) => left + axis.Place(value) * Width;
        foreach (var tick in axis.Ticks)
        {
            svg.Line(X(tick), 6, X(tick), height + 10, "grid");
            svg.Text(X(tick), height + 26, Axis.Text(tick), "middle", "quiet");
        }

        svg.Text(left + Width / 2, height + 46, axis.Label, "middle");
        for (var i = 0; i < bars.Count; i++)
        {
            var (name, figure) = bars[i];
            var middle = 8 + (i + 0.5) * Row;
            svg.Text(left - 8, middle + 4, Output.Line.Cut(name, LongestName), "end");
            if (!double.IsFinite(figure.Value))
            {
                svg.Text(left + 6, middle + 4, "not finite", style: "quiet");
                continue;
            }

            var zero = X(Math.Clamp(0, axis.Low, axis.High));
            svg.Rectangle(Math.Min(zero, X(figure.Value)), middle - 8, Math.Abs(X(figure.Value) - zero), 16, "plane", $"{name}: {EstimateText.Of(figure)}");
            if (figure is { Low: { } low, High: { } high })
            {
                svg.Line(X(low), middle, X(high), middle, "curve s0");
                svg.Line(X(low), middle - 5, X(low), middle + 5, "curve s0");
                svg.Line(X(high), middle - 5, X(high), middle + 5, "curve s0");
            }
        }

        svg.Line(left, 6, left, height + 10, "axis");
        return svg.End();
    }
}
