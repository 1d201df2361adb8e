using OrleansFederation.Parameters;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Gated recurrent unit (Cho et al. 2014): tensors, gates and initial values as PyTorch's GRU of one layer has them, whose reset gate acts on the state's product and not on the state.</summary>
internal sealed class Gru : ILayerRule
{
    /// <inheritdoc/>
    public string Kind => "gru";

    /// <inheritdoc/>
    public string Description => "Gated recurrent unit over positions.";

    /// <inheritdoc/>
    public IReadOnlyList<LayerArgument> Arguments { get; } =
    [
        new("hidden", "The size of the state.", null, 1, 1 << 14),
        new("sequence", "1 gives the state at every position, 0 the last one.", 0, 0, 1),
    ];

    /// <inheritdoc/>
    public LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input)
    {
        if (LayerShape.UnlessSequence(Kind, input) is { } misfit)
        {
            return misfit;
        }

        var hidden = (int)layer.Arguments["hidden"];
        var bound = 1 / Math.Sqrt(hidden);
        return new(
            layer.Arguments["sequence"] != 0 ? [input[0], hidden] : [hidden],
            [
                new("weight_ih_l0", [3 * hidden, input[1]], ParameterKind.Trainable, bound),
                new("weight_hh_l0", [3 * hidden, hidden], ParameterKind.Trainable, bound),
                new("bias_ih_l0", [3 * hidden], ParameterKind.Trainable, bound),
                new("bias_hh_l0", [3 * hidden], ParameterKind.Trainable, bound),
            ]);
    }
}
