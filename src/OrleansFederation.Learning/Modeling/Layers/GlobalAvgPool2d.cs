using OrleansFederation.Federations;

namespace OrleansFederation.Modeling.Layers;

/// <summary>The mean of each channel over height and width, as PyTorch's AdaptiveAvgPool2d(1) and a flatten.</summary>
internal sealed class GlobalAvgPool2d : ILayerRule
{
    /// <inheritdoc/>
    public string Kind => "globalavgpool2d";

    /// <inheritdoc/>
    public string Description => "Takes the mean of each channel, which makes a flat row of an image of any size.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } = [];

    /// <inheritdoc/>
    public LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input) => LayerShape.UnlessImage(Kind, input) ?? LayerShape.Of(input[0]);
}
