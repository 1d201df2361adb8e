using OrleansFederation.Federations;

namespace OrleansFederation.Modeling.Layers;

/// <summary>max(0, x), element by element.</summary>
internal sealed class Relu : ILayerRule
{
    /// <inheritdoc/>
    public string Kind => "relu";

    /// <inheritdoc/>
    public string Description => "Rectified linear unit.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } = [];

    /// <inheritdoc/>
    public LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input) => LayerShape.Of([.. input]);
}
