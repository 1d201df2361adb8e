namespace OrleansFederation.Output;

/// <summary>Draws a series as one line of blocks, from its lowest value to its highest.</summary>
internal static class Sparkline
{
    private const string Levels = "▁▂▃▄▅▆▇█";

    /// <summary>Draws the series in at most so many cells; a longer one is drawn by the means of equal parts.</summary>
    /// <param name="values">The series; what is not finite leaves a gap.</param>
    /// <param name="cells">The most cells, 1 or more.</param>
    public static string Of(IReadOnlyList<double> values, int cells)
    {
        if (values.Count == 0 || cells <= 0)
        {
            return "";
        }

        var width = Math.Min(cells, values.Count);
        double[] points = [.. Enumerable.Range(0, width).Select(i => Mean(values, (int)((long)i * values.Count / width), (int)((long)(i + 1) * values.Count / width)))];
        double[] finite = [.. points.Where(double.IsFinite)];
        var (low, high) = finite.Length == 0 ? (0, 0) : (finite.Min(), finite.Max());
        return string.Create(width, (points, low, high), static (text, state) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = Level(state.points[i], state.low, state.high);
            }
        });
    }

    private static char Level(double value, double low, double high) =>
        !double.IsFinite(value) ? ' '
        : high > low ? Levels[(int)Math.Round((value - low) / (high - low) * (Levels.Length - 1))]
        : Levels[Levels.Length / 2];

    private static double Mean(IReadOnlyList<double> values, int from, int to)
    {
        double sum = 0;
        var count = 0;
        for (var i = from; i < to; i++)
        {
            if (double.IsFinite(values[i]))
            {
                sum += values[i];
                count++;
            }
        }

        return count == 0 ? double.NaN : sum / count;
    }
}
