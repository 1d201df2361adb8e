using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansFederation.Output;

/// <summary>One line of text in pieces of different styles. Control characters, which could drive the terminal, become spaces.</summary>
internal sealed class Line
{
    private readonly List<(string Text, Style Style)> _pieces = [];

    /// <summary>The width in character cells.</summary>
    public int Width => _pieces.Sum(piece => CellsOf(piece.Text));

    /// <summary>Starts a line.</summary>
    public static Line Of(string text, Style? style = null) => new Line().With(text, style);

    /// <summary>Adds a piece.</summary>
    public Line With(string text, Style? style = null)
    {
        _pieces.Add((Clean(text), style ?? Palette.Plain));
        return this;
    }

    /// <summary>Gives this line's pieces after another's.</summary>
    public Line After(Line other)
    {
        var line = new Line();
        line._pieces.AddRange(other._pieces);
        line._pieces.AddRange(_pieces);
        return line;
    }

    /// <summary>Adds spaces until the line is as wide as asked.</summary>
    public Line PadTo(int width) => Width < width ? With(new string(' ', width - Width)) : this;

    /// <summary>Gives the line's pieces, without spaces at the end and cut where it is wider than allowed.</summary>
    public IEnumerable<Segment> Segments(int maxWidth)
    {
        var kept = _pieces.Count;
        while (kept > 0 && string.IsNullOrWhiteSpace(_pieces[kept - 1].Text))
        {
            kept--;
        }

        var left = maxWidth;
        for (var i = 0; i < kept; i++)
        {
            var text = i == kept - 1 ? _pieces[i].Text.TrimEnd() : _pieces[i].Text;
            if (CellsOf(text) > left)
            {
                if (left > 0)
                {
                    yield return new Segment(Cut(text, left), _pieces[i].Style);
                }

                yield break;
            }

            left -= CellsOf(text);
            yield return new Segment(text, _pieces[i].Style);
        }
    }

    /// <summary>Counts the character cells of a text.</summary>
    public static int CellsOf(string text) => Segment.CellCount([new Segment(text)]);

    /// <summary>Shortens a text to a number of character cells, with an ellipsis where something is missing.</summary>
    public static string Cut(string text, int cells)
    {
        if (CellsOf(text) <= cells)
        {
            return text;
        }

        var end = text.Length;
        while (end > 0 && CellsOf(text[..end]) > cells - 1)
        {
            end -= end > 1 && char.IsLowSurrogate(text[end - 1]) ? 2 : 1;
        }

        return text[..end].TrimEnd() + "…";
    }

    /// <summary>Replaces control characters.</summary>
    public static string Clean(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;

    /// <inheritdoc/>
    public override string ToString() => string.Concat(_pieces.Select(piece => piece.Text)).TrimEnd();
}
