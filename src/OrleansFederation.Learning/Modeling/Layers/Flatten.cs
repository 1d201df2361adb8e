using OrleansFederation.Federations;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Makes one row of each example, the last axis running fastest.</summary>
internal sealed class Flatten : ILayerRule
{
    /// <inheritdoc/>
    public string Kind => "flatten";

    /// <inheritdoc/>
    public string Description => "Turns an image into a flat row.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } = [];

    /// <inheritdoc/>
    public LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input) =>
        LayerShape.Of(input.Aggregate(1, (product, size) => checked(product * size)));
}
