using OrleansFederation.Federations;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Sets elements to zero at random while training and scales the others by 1 / (1 − rate) (Srivastava et al. 2014); passes everything on otherwise.</summary>
internal sealed class Dropout : ILayerRule
{
    /// <inheritdoc/>
    public string Kind => "dropout";

    /// <inheritdoc/>
    public string Description => "Sets elements to zero at random while training.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("rate", "The share of elements set to zero.", 0.5, 0, 0.99, Whole: false),
    ];

    /// <inheritdoc/>
    public LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input) => LayerShape.Of([.. input]);
}
