using OrleansFederation.Federations;
using OrleansFederation.Parameters;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Adds a learned row to each position (Gehring et al. 2017). It begins normal with deviation 0.02, as torchvision's vision transformer does, where nothing else is said.</summary>
internal sealed class Positional : ILayerRule
{
    /// <inheritdoc/>
    public string Kind => "positional";

    /// <inheritdoc/>
    public string Description => "Adds a learned row to each position.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("deviation", "The deviation of the initial values.", 0.02, 1e-6, 1000, Whole: false),
    ];

    /// <inheritdoc/>
    public LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input) =>
        LayerShape.UnlessSequence(Kind, input)
        ?? new([.. input], [new("weight", [.. input], ParameterKind.Trainable, 0) { Deviation = layer.Arguments["deviation"] }]);
}
