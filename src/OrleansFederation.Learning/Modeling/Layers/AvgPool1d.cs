using OrleansFederation.Federations;

namespace OrleansFederation.Modeling.Layers;

/// <summary>The mean of each window, channel by channel; padding counts as zeros in sum and count, as PyTorch has it by default.</summary>
internal sealed class AvgPool1d : ILayerRule
{
    /// <inheritdoc/>
    public string Kind => "avgpool1d";

    /// <inheritdoc/>
    public string Description => "Takes the mean of each window of a sequence of channels; padding counts as zeros.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("kernel", "The window's length.", null, 1, 1 << 12),
        new("stride", "How far the window moves in a step; 0 stands for the kernel's size.", 0, 0, 1 << 12),
        new("padding", "Zeros added on each side, at most half the kernel.", 0, 0, 1 << 11),
    ];

    /// <inheritdoc/>
    public LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input) => Window2d.Of(layer).OverSequence(Kind, input);
}
