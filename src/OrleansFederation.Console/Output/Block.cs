using Spectre.Console.Rendering;

namespace OrleansFederation.Output;

/// <summary>Lines that are laid out for the width at hand.</summary>
/// <param name="layout">Gives the lines for a width.</param>
/// <param name="cut">Whether lines that are too wide are cut; otherwise the terminal wraps them, and nothing is lost.</param>
internal sealed class Block(Func<int, IEnumerable<Line>> layout, bool cut = true) : Renderable
{
    /// <summary>Makes a block of lines that are the same at every width.</summary>
    public static Block Of(params IEnumerable<Line> lines) => new(_ => lines, cut: false);

    /// <inheritdoc/>
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        foreach (var line in layout(maxWidth))
        {
            foreach (var segment in line.Segments(cut ? maxWidth : int.MaxValue))
            {
                yield return segment;
            }

            yield return Segment.LineBreak;
        }
    }
}
