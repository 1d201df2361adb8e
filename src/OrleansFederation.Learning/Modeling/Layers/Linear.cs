using OrleansFederation.Federations;
using OrleansFederation.Parameters;

namespace OrleansFederation.Modeling.Layers;

/// <summary>y = x·Wᵀ + b, at each position where the input has such.</summary>
internal sealed class Linear : ILayerRule
{
    /// <inheritdoc/>
    public string Kind => "linear";

    /// <inheritdoc/>
    public string Description => "Fully connected layer on a flat input, or on each position of a sequence.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("out", "The number of outputs.", null, 1, 1 << 20),
        new("bias", "1 adds a bias, 0 does not.", 1, 0, 1),
    ];

    /// <inheritdoc/>
    public LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input)
    {
        if (input.Count > 2)
        {
            return LayerShape.Misfits($"linear takes a flat input or one of shape [positions, width], but gets one of shape {LayerShape.Text(input)}; put flatten before it");
        }

        var outputs = (int)layer.Arguments["out"];
        var width = input[^1];
        var bound = 1 / Math.Sqrt(width);
        List<LayerTensor> tensors = [new("weight", [outputs, width], ParameterKind.Trainable, bound)];
        if (layer.Arguments["bias"] != 0)
        {
            tensors.Add(new("bias", [outputs], ParameterKind.Trainable, bound));
        }

        return new([.. input.SkipLast(1), outputs], tensors);
    }
}
