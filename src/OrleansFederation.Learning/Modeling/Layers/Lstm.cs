using OrleansFederation.Federations;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Long short-term memory (Hochreiter and Schmidhuber 1997, with forget gates): tensors, gates and initial values as PyTorch's LSTM of one layer has them.</summary>
internal sealed class Lstm : ILayerRule
{
    /// <inheritdoc/>
    public string Kind => "lstm";

    /// <inheritdoc/>
    public string Description => "Long short-term memory over positions.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments => RecurrentRule.Arguments;

    /// <inheritdoc/>
    public LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input) => RecurrentRule.Apply(layer, input, gates: 4);
}
