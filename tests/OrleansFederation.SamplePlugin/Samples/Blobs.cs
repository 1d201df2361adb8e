using OrleansFederation.Data;
using OrleansFederation.Plugins;
using OrleansFederation.Randomness;

namespace OrleansFederation.Samples;

/// <summary>A data set: two clouds of normally distributed points, one a class. It is generated, with gaps where asked for; one's own would read a format or ask a database.</summary>
[Plugin("blobs")]
public sealed class Blobs : IDataSetPlugin
{
    /// <inheritdoc/>
    public IDataSet? Open(DataPart part, DataSetRequest request, CancellationToken cancellationToken)
    {
        var (options, shift) = (request.Options, request.Options.Number("shift", 2));
        var count = (int)(part switch { DataPart.Train => options.Whole("train", 200), DataPart.Test => options.Whole("test", 100), _ => 0 });
        if (count == 0)
        {
            return null;
        }

        var missing = options.Number("missing", 0);
        var (random, width) = (new SeededRandom(request.Seed ^ (ulong)part), (int)options.Whole("width", 4));
        var (inputs, targets) = (new float[count * width], new float[count]);
        for (var i = 0; i < count; i++)
        {
            targets[i] = i % 2;
            for (var k = 0; k < width; k++)
            {
                // Box and Muller: a normal number of two uniform ones.
                var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                inputs[i * width + k] = random.NextDouble() < missing ? float.NaN : (float)(normal + shift * targets[i]);
            }
        }

        return new Points(inputs, targets, width);
    }

    private sealed class Points(float[] inputs, float[] targets, int width) : IDataSet
    {
        public int Count => targets.Length;

        public IReadOnlyList<int> InputShape { get; } = [width];

        public void ReadInputs(ReadOnlySpan<int> indices, Span<float> destination)
        {
            for (var i = 0; i < indices.Length; i++)
            {
                inputs.AsSpan(indices[i] * width, width).CopyTo(destination[(i * width)..]);
            }
        }

        public void ReadTargets(ReadOnlySpan<int> indices, Span<float> destination)
        {
            for (var i = 0; i < indices.Length; i++)
            {
                destination[i] = targets[indices[i]];
            }
        }
    }
}
