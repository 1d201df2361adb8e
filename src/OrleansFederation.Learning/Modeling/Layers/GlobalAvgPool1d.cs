using OrleansFederation.Federations;

namespace OrleansFederation.Modeling.Layers;

/// <summary>The mean of each channel over its length, as PyTorch's AdaptiveAvgPool1d(1) and a flatten.</summary>
internal sealed class GlobalAvgPool1d : ILayerRule
{
    /// <inheritdoc/>
    public string Kind => "globalavgpool1d";

    /// <inheritdoc/>
    public string Description => "Takes the mean of each channel, which makes a flat row of a sequence of channels of any length.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } = [];

    /// <inheritdoc/>
    public LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input) => LayerShape.UnlessChannels(Kind, input) ?? LayerShape.Of(input[0]);
}
