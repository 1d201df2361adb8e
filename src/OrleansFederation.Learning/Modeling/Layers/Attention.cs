using OrleansFederation.Federations;
using OrleansFederation.Parameters;

namespace OrleansFederation.Modeling.Layers;

/// <summary>
/// Multi-head self-attention: softmax(Q·Kᵀ / √d)·V in each head, the heads side by side through one linear layer (Vaswani et al. 2017).
/// Tensors are named and begin as those of PyTorch's MultiheadAttention: Xavier-uniform (Glorot and Bengio 2010) for the projection of
/// queries, keys and values, zeros for all biases.
/// </summary>
internal sealed class Attention : ILayerRule
{
    /// <inheritdoc/>
    public string Kind => "attention";

    /// <inheritdoc/>
    public string Description => "Multi-head self-attention over positions, without dropout.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("heads", "The number of heads; it divides the width.", null, 1, 1 << 10),
        new("causal", "1 lets a position see itself and those before it only, 0 all.", 0, 0, 1),
    ];

    /// <inheritdoc/>
    public LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input)
    {
        if (LayerShape.UnlessSequence(Kind, input) is { } misfit)
        {
            return misfit;
        }

        var (width, heads) = (input[1], (int)layer.Arguments["heads"]);
        if (width % heads != 0)
        {
            return LayerShape.Misfits($"attention's {heads} heads do not divide the width {width} of its input of shape {LayerShape.Text(input)}; set heads to a divisor of {width}");
        }

        return new(
            [.. input],
            [
                new("in_proj_weight", [3 * width, width], ParameterKind.Trainable, Math.Sqrt(6.0 / (4.0 * width))),
                new("in_proj_bias", [3 * width], ParameterKind.Trainable, 0),
                new("out_proj.weight", [width, width], ParameterKind.Trainable, 1 / Math.Sqrt(width)),
                new("out_proj.bias", [width], ParameterKind.Trainable, 0),
            ]);
    }
}
