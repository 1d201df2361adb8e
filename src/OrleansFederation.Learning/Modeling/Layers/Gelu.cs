using OrleansFederation.Federations;

namespace OrleansFederation.Modeling.Layers;

/// <summary>x·Φ(x) with the exact normal distribution function, element by element (Hendrycks and Gimpel 2016).</summary>
internal sealed class Gelu : ILayerRule
{
    /// <inheritdoc/>
    public string Kind => "gelu";

    /// <inheritdoc/>
    public string Description => "Gaussian error linear unit, exact.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } = [];

    /// <inheritdoc/>
    public LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input) => LayerShape.Of([.. input]);
}
