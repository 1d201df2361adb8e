using OrleansFederation.Federations;
using OrleansFederation.Parameters;

namespace OrleansFederation.Modeling.Layers;

/// <summary>One-dimensional cross-correlation, as PyTorch's Conv1d.</summary>
internal sealed class Conv1d : ILayerRule
{
    /// <inheritdoc/>
    public string Kind => "conv1d";

    /// <inheritdoc/>
    public string Description => "One-dimensional convolution.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("out", "The number of output channels.", null, 1, 1 << 16),
        new("kernel", "The window's length.", null, 1, 1 << 12),
        new("stride", "How far the window moves in a step.", 1, 1, 1 << 12),
        new("padding", "Zeros added on each side.", 0, 0, 1 << 12),
        new("groups", "Into how many groups channels are split; it divides the channels of input and output.", 1, 1, 1 << 16),
        new("bias", "1 adds a bias, 0 does not.", 1, 0, 1),
    ];

    /// <inheritdoc/>
    public LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input)
    {
        if (input.Count != 2)
        {
            return LayerShape.Misfits($"conv1d takes an input of shape [channels, length], but gets one of shape {LayerShape.Text(input)}; give model.input two sizes");
        }

        var (channels, outputs, groups) = (input[0], (int)layer.Arguments["out"], (int)layer.Arguments["groups"]);
        if (channels % groups != 0 || outputs % groups != 0)
        {
            return LayerShape.Misfits($"conv1d's {groups} groups do not divide the {channels} channels of its input of shape {LayerShape.Text(input)} and its {outputs} output channels; set groups to a divisor of both");
        }

        var window = Window2d.Of(layer);
        var length = window.Places(input[1]);
        if (length == 0)
        {
            return LayerShape.Misfits($"conv1d's window of [{window.Kernel}] does not fit its input of shape {LayerShape.Text(input)} with padding {window.Padding}; take a smaller kernel or more padding");
        }

        var bound = 1 / Math.Sqrt((double)(channels / groups) * window.Kernel);
        List<LayerTensor> tensors = [new("weight", [outputs, channels / groups, window.Kernel], ParameterKind.Trainable, bound)];
        if (layer.Arguments["bias"] != 0)
        {
            tensors.Add(new("bias", [outputs], ParameterKind.Trainable, bound));
        }

        return new([outputs, length], tensors);
    }
}
