using OrleansFederation.Randomness;

namespace OrleansFederation.Data;

/// <summary>A small grey image that strokes are drawn on. It uses sums, products and square roots only, which every processor rounds alike.</summary>
internal sealed class DigitCanvas
{
    private const int Side = GeneratedDigits.Side;

    private readonly float[] _ink = new float[Side * Side];
    private readonly float[] _blurred = new float[Side * Side];

    /// <summary>Makes the canvas blank.</summary>
    public void Clear() => Array.Clear(_ink);

    /// <summary>Draws a straight stroke with round ends; where strokes overlap, the darker counts.</summary>
    /// <param name="x0">Where it begins, in pixels from the left.</param>
    /// <param name="y0">Where it begins, in pixels from the top.</param>
    /// <param name="x1">Where it ends, in pixels from the left.</param>
    /// <param name="y1">Where it ends, in pixels from the top.</param>
    /// <param name="radius">Half its width in pixels.</param>
    /// <param name="ink">How dark it is, 0 to 1.</param>
    public void Draw(float x0, float y0, float x1, float y1, float radius, float ink)
    {
        var reach = radius + 0.5f;
        var (left, right) = ((int)Math.Max(0, Math.Min(x0, x1) - reach), (int)Math.Min(Side - 1, Math.Max(x0, x1) + reach + 1));
        var (top, bottom) = ((int)Math.Max(0, Math.Min(y0, y1) - reach), (int)Math.Min(Side - 1, Math.Max(y0, y1) + reach + 1));
        var (dx, dy) = (x1 - x0, y1 - y0);
        var length = dx * dx + dy * dy;
        var inverse = length > 1e-6f ? 1 / length : 0;
        for (var y = top; y <= bottom; y++)
        {
            for (var x = left; x <= right; x++)
            {
                var (px, py) = (x - x0, y - y0);
                var along = Math.Clamp((px * dx + py * dy) * inverse, 0, 1);
                var (ex, ey) = (px - along * dx, py - along * dy);
                var square = ex * ex + ey * ey;
                if (square < reach * reach)
                {
                    var cover = Math.Min(1, reach - MathF.Sqrt(square)) * ink;
                    ref var pixel = ref _ink[y * Side + x];
                    pixel = Math.Max(pixel, cover);
                }
            }
        }
    }

    /// <summary>Blurs the canvas, adds noise and writes it as bytes.</summary>
    /// <param name="blur">How much of each pixel comes from its four neighbours, 0 to 1.</param>
    /// <param name="noise">The largest noise, on the scale 0 to 1.</param>
    /// <param name="random">The generator of the noise.</param>
    /// <param name="pixels">Room for the image.</param>
    public void Develop(float blur, float noise, SeededRandom random, Span<byte> pixels)
    {
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var at = y * Side + x;
                var around = (x > 0 ? _ink[at - 1] : 0) + (x < Side - 1 ? _ink[at + 1] : 0) + (y > 0 ? _ink[at - Side] : 0) + (y < Side - 1 ? _ink[at + Side] : 0);
                _blurred[at] = _ink[at] * (1 - blur) + around * (blur / 4);
            }
        }

        // Two random bytes a pixel, whose difference has a triangular distribution; one draw serves four pixels.
        var scale = noise / 255;
        for (var at = 0; at < pixels.Length; at += 4)
        {
            var bits = random.NextUInt64();
            for (var i = 0; i < 4; i++, bits >>= 16)
            {
                var value = _blurred[at + i] + ((int)(bits & 255) - (int)(bits >> 8 & 255)) * scale;
                pixels[at + i] = (byte)(Math.Clamp(value, 0, 1) * 255 + 0.5f);
            }
        }
    }
}
