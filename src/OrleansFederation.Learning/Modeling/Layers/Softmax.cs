using OrleansFederation.Federations;

namespace OrleansFederation.Modeling.Layers;

/// <summary>exp(xᵢ) / Σ exp(xⱼ) over the last axis.</summary>
internal sealed class Softmax : ILayerRule
{
    /// <inheritdoc/>
    public string Kind => "softmax";

    /// <inheritdoc/>
    public string Description => "Turns the last axis into probabilities. Not before crossEntropy or bce, which take logits.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } = [];

    /// <inheritdoc/>
    public LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input) => LayerShape.Of([.. input]);
}
