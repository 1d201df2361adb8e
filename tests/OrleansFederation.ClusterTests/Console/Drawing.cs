using Spectre.Console.Rendering;
using Spectre.Console.Testing;

namespace OrleansFederation.Console;

/// <summary>Draws to text, as a terminal of a width would show it.</summary>
internal static class Drawing
{
    public static string At(int width, IRenderable drawing)
    {
        using var console = new TestConsole();
        console.Profile.Width = width;
        console.Write(drawing);
        return string.Join('\n', console.Output.Split('\n').Select(line => line.TrimEnd())).TrimEnd('\n');
    }

    /// <summary>The width of the widest line.</summary>
    public static int WidthOf(string text) => text.Split('\n').Max(Output.Line.CellsOf);
}
