using OrleansFederation.Randomness;

namespace OrleansFederation.Data;

/// <summary>
/// Generates images of handwritten-style digits. Every image has its own random stream, named by seed, set and index: the sets share
/// nothing, and image 7 is the same however many are asked for. The variation (slant, turn, size, place, pen, wobble of every point,
/// stray strokes, noise) is chosen so wide that a small network needs many passes to master it.
/// </summary>
internal static class DigitsSource
{
    private const int Side = GeneratedDigits.Side;

    // The straight pieces that a curve is drawn in between two of its points.
    private const int Steps = 4;

    /// <summary>Generates both sets.</summary>
    /// <param name="train">The number of training images.</param>
    /// <param name="test">The number of test images.</param>
    /// <param name="seed">The spec's seed.</param>
    public static (ImageStore Train, ImageStore Test) Generate(int train, int test, long seed) =>
        (Generate(train, seed, "digits-train"), Generate(test, seed, "digits-test"));

    private static ImageStore Generate(int count, long seed, string set)
    {
        var pixels = new byte[count * Side * Side];
        var labels = new byte[count];
        DigitCanvas canvas = new();
        for (var i = 0; i < count; i++)
        {
            SeededRandom random = new(SeededRandom.Derive(seed, set, i));
            labels[i] = (byte)random.NextInt(GeneratedDigits.Classes);
            Write(labels[i], random, canvas, pixels.AsSpan(i * Side * Side, Side * Side));
        }

        return new(pixels, labels, GeneratedDigits.Shape);
    }

    private static void Write(int digit, SeededRandom random, DigitCanvas canvas, Span<byte> pixels)
    {
        canvas.Clear();
        var ways = DigitGlyphs.All[digit];
        var hand = Hand.Draw(random);
        var ink = Between(random, 0.55f, 1);
        var radius = Between(random, 0.6f, 1.9f);
        foreach (var stroke in ways[random.NextInt(ways.Count)])
        {
            var wobbled = new float[stroke.Points.Length];
            for (var i = 0; i < wobbled.Length; i += 2)
            {
                (wobbled[i], wobbled[i + 1]) = hand.Place(stroke.Points[i] + Wobble(random), stroke.Points[i + 1] + Wobble(random));
            }

            Draw(canvas, wobbled, stroke.Smooth, radius, ink);
        }

        for (var strays = random.NextInt(3); strays > 0; strays--)
        {
            Stray(random, canvas, radius);
        }

        canvas.Develop(Between(random, 0, 0.7f), Between(random, 0.05f, 0.35f), random, pixels);
    }

    // A short stroke that belongs to no digit, often at the rim, as from a form's line or a neighbouring digit.
    private static void Stray(SeededRandom random, DigitCanvas canvas, float radius)
    {
        var (x, y) = (Between(random, 0, Side), Between(random, 0, Side));
        var (dx, dy) = (Between(random, -7, 7), Between(random, -7, 7));
        canvas.Draw(x, y, x + dx, y + dy, radius * Between(random, 0.5f, 1), Between(random, 0.3f, 0.9f));
    }

    private static void Draw(DigitCanvas canvas, float[] points, bool smooth, float radius, float ink)
    {
        var (x, y) = (points[0], points[1]);
        var count = points.Length / 2;
        for (var i = 0; i + 1 < count; i++)
        {
            for (var step = 1; step <= (smooth ? Steps : 1); step++)
            {
                var t = smooth ? (float)step / Steps : 1;
                var (nextX, nextY) = (smooth ? Curve(points, count, i, 0, t) : points[2 * i + 2], smooth ? Curve(points, count, i, 1, t) : points[2 * i + 3]);
                canvas.Draw(x, y, nextX, nextY, radius, ink);
                (x, y) = (nextX, nextY);
            }
        }
    }

    // Catmull and Rom (1974), uniform; a stroke's first and last point stand for the ones beyond.
    private static float Curve(float[] points, int count, int i, int axis, float t)
    {
        var (a, b, c, d) = (At(i - 1), At(i), At(i + 1), At(i + 2));
        return 0.5f * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t);

        float At(int index) => points[2 * Math.Clamp(index, 0, count - 1) + axis];
    }

    private static float Between(SeededRandom random, float low, float high) => low + (float)random.NextDouble() * (high - low);

    // The sum of two uniform numbers: mostly small, never far.
    private static float Wobble(SeededRandom random) => Between(random, -0.05f, 0.05f) + Between(random, -0.05f, 0.05f);

    // How one digit is slanted, turned, sized and placed.
    private readonly record struct Hand(float XX, float XY, float YX, float YY, float X, float Y)
    {
        public static Hand Draw(SeededRandom random)
        {
            // With t the tangent of half an angle, these are its cosine and sine, without trigonometry that rounds differently elsewhere.
            var t = Between(random, -0.2f, 0.2f);
            var (cosine, sine) = ((1 - t * t) / (1 + t * t), 2 * t / (1 + t * t));
            var slant = Between(random, -0.3f, 0.3f);
            var (width, height) = (Between(random, 8, 17), Between(random, 13, 21));
            return new(
                cosine * width, (-sine - cosine * slant) * height,
                sine * width, (cosine - sine * slant) * height,
                (Side - 1) / 2f + Between(random, -3.5f, 3.5f), (Side - 1) / 2f + Between(random, -3.5f, 3.5f));
        }

        public (float X, float Y) Place(float x, float y) =>
            (X + XX * (x - 0.5f) + XY * (y - 0.5f), Y + YX * (x - 0.5f) + YY * (y - 0.5f));
    }
}
