using OrleansFederation.Output;
using Spectre.Console.Rendering;

namespace OrleansFederation.Doctor;

/// <summary>Draws findings: a line each, and the remedy below where there is something to mend.</summary>
internal static class DoctorText
{
    private const int Label = 14;

    /// <summary>Draws findings.</summary>
    public static IRenderable Of(IReadOnlyList<Finding> findings) => new Block(width => findings.SelectMany(finding => Lines(finding, width)), cut: false);

    private static IEnumerable<Line> Lines(Finding finding, int width)
    {
        var word = Figures.Word(finding.Verdict);
        var style = finding.Verdict switch { Verdict.Ok => Palette.Good, Verdict.Warn => Palette.Warning, _ => Palette.Bad };
        var indent = 6 + Label;
        var first = true;
        foreach (var part in Paragraph.Lines(finding.Detail, width - indent))
        {
            yield return first ? Line.Of(word, style).PadTo(6).With(finding.Check).PadTo(indent).With(part) : new Line().PadTo(indent).With(part);
            first = false;
        }

        foreach (var part in finding.Remedy is { } remedy ? Paragraph.Lines($"try: {remedy}", width - indent) : [])
        {
            yield return new Line().PadTo(indent).With(part, Palette.Quiet);
        }
    }
}
