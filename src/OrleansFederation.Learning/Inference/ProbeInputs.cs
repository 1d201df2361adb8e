using OrleansFederation.Modeling;
using OrleansFederation.Preprocessing;
using OrleansFederation.Randomness;

namespace OrleansFederation.Inference;

/// <summary>Seeded inputs on which two forms of a model are held against each other: such as the model takes, some values missing where it fills them.</summary>
/// <param name="model">The model.</param>
/// <param name="fitted">What makes its input of raw rows; null where it takes its own.</param>
/// <param name="shape">The shape of one input without the batch dimension.</param>
public sealed class ProbeInputs(ModelPlan model, FittedPreprocessing? fitted, IReadOnlyList<int> shape)
{
    /// <summary>How far two outputs may be from each other, as a part of the larger of 1 and their size.</summary>
    public const double Tolerance = 1e-5;

    // One raw value in so many is missing.
    private const int MissingOneIn = 16;

    /// <summary>The batch sizes that are tried: one, and two that differ, since a graph may have fixed its own.</summary>
    public static IReadOnlyList<int> Batches { get; } = [1, 2, 7];

    /// <summary>Makes inputs: the same for the same model and count.</summary>
    /// <param name="count">How many.</param>
    /// <returns>The inputs row by row.</returns>
    public float[] Make(int count)
    {
        var random = new SeededRandom(SeededRandom.Derive(0, "probe", count));
        var size = shape.Aggregate(1, (product, length) => product * length);
        var plane = size / (fitted?.Columns.Count ?? size);
        var values = new float[count * size];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = fitted is { } raw
                ? Raw(random, raw, i % size / plane, isImage: raw.Plane is not null)
                : model.Vocabulary is { } words ? random.NextInt(words) : (float)random.NextGaussian();
        }

        return values;
    }

    /// <summary>Gives the largest difference of two outputs, each as a part of the larger of 1 and the expected number's size.</summary>
    /// <param name="expected">What one form gave.</param>
    /// <param name="actual">What the other gave.</param>
    /// <returns>The difference; null where the outputs have different lengths or one has a number that is not finite.</returns>
    public static double? Difference(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        if (expected.Length != actual.Length)
        {
            return null;
        }

        var largest = 0.0;
        for (var i = 0; i < expected.Length; i++)
        {
            var difference = Math.Abs((double)expected[i] - actual[i]) / Math.Max(1, Math.Abs((double)expected[i]));
            if (!double.IsFinite(difference))
            {
                return null;
            }

            largest = Math.Max(largest, difference);
        }

        return largest;
    }

    private static float Raw(SeededRandom random, FittedPreprocessing fitted, int column, bool isImage)
    {
        if (fitted.Columns[column].IsCategory)
        {
            return random.NextInt(fitted.Columns[column].Categories.Count);
        }

        var isMissing = !isImage && random.NextInt(MissingOneIn) == 0;
        var value = fitted.Values.First(value => value.Column == column);
        return isMissing ? float.NaN : (float)(value.Shift + value.Deviation * random.NextGaussian());
    }
}
