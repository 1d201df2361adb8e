using OrleansFederation.Data;

namespace OrleansFederation.Tables;

/// <summary>Brings images to one size: bilinear, with a filter as wide as a source pixel is in the result, so that shrinking averages.</summary>
internal static class ImageResizing
{
    /// <summary>Writes an image channel by channel, resized where its size differs.</summary>
    /// <param name="pixels">The pixels, row by row, the channels of a pixel side by side.</param>
    /// <param name="width">The image's width.</param>
    /// <param name="height">The image's height.</param>
    /// <param name="form">The form to give it.</param>
    /// <param name="planes">Room for the channels, each row by row.</param>
    public static void ToPlanes(ReadOnlySpan<byte> pixels, int width, int height, ImageSpec form, Span<byte> planes)
    {
        var size = form.Height * form.Width;
        var (columns, rows) = (Weights(width, form.Width), Weights(height, form.Height));
        for (var channel = 0; channel < form.Channels; channel++)
        {
            // First along the rows, then along the columns.
            var narrowed = new float[height * form.Width];
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < form.Width; x++)
                {
                    var sum = 0f;
                    var (from, weights) = columns[x];
                    for (var i = 0; i < weights.Length; i++)
                    {
                        sum += weights[i] * pixels[(y * width + from + i) * form.Channels + channel];
                    }

                    narrowed[y * form.Width + x] = sum;
                }
            }

            for (var y = 0; y < form.Height; y++)
            {
                var (from, weights) = rows[y];
                for (var x = 0; x < form.Width; x++)
                {
                    var sum = 0f;
                    for (var i = 0; i < weights.Length; i++)
                    {
                        sum += weights[i] * narrowed[(from + i) * form.Width + x];
                    }

                    planes[channel * size + y * form.Width + x] = (byte)Math.Clamp(MathF.Round(sum), 0, 255);
                }
            }
        }
    }

    private static (int From, float[] Weights)[] Weights(int source, int result)
    {
        // Of one size, every weight but one is 0: images then keep their bytes.
        var scale = (double)source / result;
        var reach = Math.Max(scale, 1);
        return
        [
            .. Enumerable.Range(0, result).Select(i =>
            {
                var center = (i + 0.5) * scale;
                var from = Math.Max(0, (int)Math.Ceiling(center - reach - 0.5));
                var to = Math.Min(source - 1, (int)Math.Floor(center + reach - 0.5));
                var weights = Enumerable.Range(from, to - from + 1).Select(at => Math.Max(0, 1 - Math.Abs(at + 0.5 - center) / reach)).ToList();
                var sum = weights.Sum();
                return (from, weights.Select(weight => (float)(weight / sum)).ToArray());
            }),
        ];
    }
}
