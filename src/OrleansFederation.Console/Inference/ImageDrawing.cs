using OrleansFederation.Data;
using OrleansFederation.Output;

namespace OrleansFederation.Inference;

/// <summary>Draws a grey image with half blocks: two rows of pixels a line of text.</summary>
internal static class ImageDrawing
{
    /// <summary>The widest and highest image that is drawn, in pixels.</summary>
    private const int Largest = 64;

    /// <summary>How far from the darkest pixel to the brightest one must be to be drawn.</summary>
    private const float Threshold = 0.4f;

    /// <summary>Tells whether an example is an image that can be drawn: one channel, and not too large.</summary>
    public static bool CanDraw(DataExample example) => SizeOf(example) is not null;

    /// <summary>Draws the image.</summary>
    /// <param name="example">An example of shape height × width, or 1 × height × width; its values on any scale.</param>
    public static IReadOnlyList<Line> Of(DataExample example)
    {
        if (SizeOf(example) is not var (height, width))
        {
            return [];
        }

        var (low, high) = (example.Input.Min(), example.Input.Max());
        var cut = low + (Threshold * (high - low));
        return
        [
            .. Enumerable.Range(0, (height + 1) / 2).Select(row => Line.Of(string.Create(width, (example.Input, row, height, cut), static (text, state) =>
            {
                for (var column = 0; column < text.Length; column++)
                {
                    var upper = state.Input[(2 * state.row * text.Length) + column] > state.cut;
                    var lower = (2 * state.row) + 1 < state.height && state.Input[(((2 * state.row) + 1) * text.Length) + column] > state.cut;
                    text[column] = upper ? lower ? '█' : '▀' : lower ? '▄' : ' ';
                }
            }))),
        ];
    }

    private static (int Height, int Width)? SizeOf(DataExample example)
    {
        (int Height, int Width)? size = example.Shape switch
        {
            [var height, var width] => (height, width),
            [1, var height, var width] => (height, width),
            _ => null,
        };
        return size is ( > 0 and <= Largest, > 0 and <= Largest) && example.Input.Length == size.Value.Height * size.Value.Width ? size : null;
    }
}
