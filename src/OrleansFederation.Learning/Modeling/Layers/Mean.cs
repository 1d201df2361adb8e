using OrleansFederation.Federations;

namespace OrleansFederation.Modeling.Layers;

/// <summary>The mean over positions, the first axis.</summary>
internal sealed class Mean : ILayerRule
{
    /// <inheritdoc/>
    public string Kind => "mean";

    /// <inheritdoc/>
    public string Description => "Takes the mean over positions.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } = [];

    /// <inheritdoc/>
    public LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input) => LayerShape.UnlessSequence(Kind, input) ?? LayerShape.Of(input[1]);
}
