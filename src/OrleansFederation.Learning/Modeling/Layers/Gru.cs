using OrleansFederation.Federations;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Gated recurrent unit (Cho et al. 2014): tensors, gates and initial values as PyTorch's GRU of one layer has them, whose reset gate acts on the state's product and not on the state.</summary>
internal sealed class Gru : ILayerRule
{
    /// <inheritdoc/>
    public string Kind => "gru";

    /// <inheritdoc/>
    public string Description => "Gated recurrent unit over positions.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments => RecurrentRule.Arguments;

    /// <inheritdoc/>
    public LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input) => RecurrentRule.Apply(layer, input, gates: 3);
}
