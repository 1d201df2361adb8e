using OrleansFederation.Federations;

namespace OrleansFederation.Modeling.Layers;

/// <summary>The greatest value in each window, channel by channel; padding never wins.</summary>
internal sealed class MaxPool2d : ILayerRule
{
    /// <inheritdoc/>
    public string Kind => "maxpool2d";

    /// <inheritdoc/>
    public string Description => "Takes the maximum of each window.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("kernel", "The window's height and width.", null, 1, 1 << 12),
        new("stride", "How far the window moves in a step; 0 stands for the kernel's size.", 0, 0, 1 << 12),
        new("padding", "Rows and columns that never win, added on each side, at most half the kernel.", 0, 0, 1 << 11),
    ];

    /// <inheritdoc/>
    public LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input)
    {
        if (LayerShape.UnlessImage(Kind, input) is { } misfit)
        {
            return misfit;
        }

        var window = Window2d.Of(layer);
        return window.Padding * 2 > window.Kernel
            ? LayerShape.Misfits($"maxpool2d's padding of {window.Padding} on an input of shape {LayerShape.Text(input)} is more than half its window of [{window.Kernel}, {window.Kernel}], so that windows would hold nothing but padding; set padding to {window.Kernel / 2} or less")
            : window.Over(Kind, input, input[0], []);
    }
}
