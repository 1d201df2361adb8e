using OrleansFederation.Federations;
using OrleansFederation.Parameters;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Two-dimensional cross-correlation with square kernels, as PyTorch's Conv2d.</summary>
internal sealed class Conv2d : ILayerRule
{
    /// <inheritdoc/>
    public string Kind => "conv2d";

    /// <inheritdoc/>
    public string Description => "Two-dimensional convolution.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("out", "The number of output channels.", null, 1, 1 << 16),
        new("kernel", "The window's height and width.", null, 1, 1 << 12),
        new("stride", "How far the window moves in a step.", 1, 1, 1 << 12),
        new("padding", "Rows and columns of zeros added on each side.", 0, 0, 1 << 12),
        new("groups", "Into how many groups channels are split; it divides the channels of input and output.", 1, 1, 1 << 16),
        new("bias", "1 adds a bias, 0 does not.", 1, 0, 1),
    ];

    /// <inheritdoc/>
    public LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input)
    {
        if (LayerShape.UnlessImage(Kind, input) is { } misfit)
        {
            return misfit;
        }

        var (channels, outputs, groups) = (input[0], (int)layer.Arguments["out"], (int)layer.Arguments["groups"]);
        var window = Window2d.Of(layer);
        if (channels % groups != 0 || outputs % groups != 0)
        {
            return LayerShape.Misfits($"conv2d's {groups} groups do not divide the {channels} channels of its input of shape {LayerShape.Text(input)} and its {outputs} output channels; set groups to a divisor of both");
        }

        var bound = 1 / Math.Sqrt((double)(channels / groups) * window.Kernel * window.Kernel);
        List<LayerTensor> tensors = [new("weight", [outputs, channels / groups, window.Kernel, window.Kernel], ParameterKind.Trainable, bound)];
        if (layer.Arguments["bias"] != 0)
        {
            tensors.Add(new("bias", [outputs], ParameterKind.Trainable, bound));
        }

        return window.Over(Kind, input, outputs, tensors);
    }
}
