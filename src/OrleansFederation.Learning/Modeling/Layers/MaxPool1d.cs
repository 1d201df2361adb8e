using OrleansFederation.Federations;

namespace OrleansFederation.Modeling.Layers;

/// <summary>The greatest value in each window, channel by channel; padding never wins.</summary>
internal sealed class MaxPool1d : ILayerRule
{
    /// <inheritdoc/>
    public string Kind => "maxpool1d";

    /// <inheritdoc/>
    public string Description => "Takes the maximum of each window of a sequence of channels.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("kernel", "The window's length.", null, 1, 1 << 12),
        new("stride", "How far the window moves in a step; 0 stands for the kernel's size.", 0, 0, 1 << 12),
        new("padding", "Places that never win, added on each side, at most half the kernel.", 0, 0, 1 << 11),
    ];

    /// <inheritdoc/>
    public LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input) => Window2d.Of(layer).OverSequence(Kind, input);
}
