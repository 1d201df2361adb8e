using OrleansFederation.Federations;
using OrleansFederation.Parameters;

namespace OrleansFederation.Modeling;

/// <summary>What recurrent layers have in common, whatever their gates: arguments, and tensors named, shaped and begun as PyTorch's of one layer are.</summary>
internal static class RecurrentRule
{
    /// <summary>The arguments.</summary>
    public static IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("hidden", "The size of the state.", null, 1, 1 << 14),
        new("sequence", "1 gives the state at every position, 0 the last one.", 0, 0, 1),
    ];

    /// <summary>Works the layer out.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="input">The shape of one input: positions × features.</param>
    /// <param name="gates">The number of gates, whose tensors lie one after the other.</param>
    public static LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input, int gates)
    {
        if (LayerShape.UnlessSequence(layer.Kind, input) is { } misfit)
        {
            return misfit;
        }

        var hidden = (int)layer.Arguments["hidden"];
        var bound = 1 / Math.Sqrt(hidden);
        return new(
            layer.Arguments["sequence"] != 0 ? [input[0], hidden] : [hidden],
            [
                new("weight_ih_l0", [gates * hidden, input[1]], ParameterKind.Trainable, bound),
                new("weight_hh_l0", [gates * hidden, hidden], ParameterKind.Trainable, bound),
                new("bias_ih_l0", [gates * hidden], ParameterKind.Trainable, bound),
                new("bias_hh_l0", [gates * hidden], ParameterKind.Trainable, bound),
            ]);
    }
}
