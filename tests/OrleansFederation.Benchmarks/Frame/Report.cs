using System.Globalization;

namespace OrleansFederation.Frame;

/// <summary>Prints figures in one form.</summary>
internal static class Report
{
    /// <summary>Prints a figure that stands alone.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="what">What was measured.</param>
    /// <param name="value">The figure with its unit.</param>
    public static void Figure(TextWriter output, string what, FormattableString value) =>
        output.WriteLine($"  {what,-44} {value.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>Prints a figure as a share of the bare limit, and whether that meets the goal.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="what">What was measured.</param>
    /// <param name="value">The figure with its unit.</param>
    /// <param name="ratio">The figure divided by the bare limit of the same run.</param>
    /// <param name="goal">The goal for the ratio.</param>
    /// <param name="atMost">Whether the goal is an upper bound rather than a lower one.</param>
    public static void Against(TextWriter output, string what, FormattableString value, double ratio, double goal, bool atMost = false)
    {
        var verdict = (atMost ? ratio <= goal : ratio >= goal) ? "met" : "MISSED";
        var bound = atMost ? "at most" : "at least";
        Figure(output, what, $"{value.ToString(CultureInfo.InvariantCulture)}, {ratio:0.00} of the limit (goal {bound} {goal:0.00}: {verdict})");
    }
}
