using OrleansFederation.Parameters;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Long short-term memory (Hochreiter and Schmidhuber 1997, with forget gates): tensors, gates and initial values as PyTorch's LSTM of one layer has them.</summary>
internal sealed class Lstm : ILayerRule
{
    /// <inheritdoc/>
    public string Kind => "lstm";

    /// <inheritdoc/>
    public string Description => "Long short-term memory over positions.";

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
                new("weight_ih_l0", [4 * hidden, input[1]], ParameterKind.Trainable, bound),
                new("weight_hh_l0", [4 * hidden, hidden], ParameterKind.Trainable, bound),
                new("bias_ih_l0", [4 * hidden], ParameterKind.Trainable, bound),
                new("bias_hh_l0", [4 * hidden], ParameterKind.Trainable, bound),
            ]);
    }
}
