using OrleansFederation.Plugins;

namespace OrleansFederation.Samples;

/// <summary>Preprocessing: every number of a row, and behind them their squares.</summary>
[Plugin("squares")]
public sealed class Squares : IPreprocessingPlugin
{
    /// <inheritdoc/>
    public IRowTransform Begin(IReadOnlyList<int> inputShape, PluginOptions options) => new Transform(inputShape.Aggregate(1, (product, size) => product * size));

    private sealed class Transform(int width) : IRowTransform
    {
        public IReadOnlyList<int> OutputShape { get; } = [2 * width];

        void IRowTransform.Transform(ReadOnlySpan<float> rows, Span<float> features)
        {
            for (var row = 0; row < rows.Length / width; row++)
            {
                for (var k = 0; k < width; k++)
                {
                    var value = rows[row * width + k];
                    features[row * 2 * width + k] = value;
                    features[row * 2 * width + width + k] = value * value;
                }
            }
        }
    }
}
