using OrleansFederation.Federations;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Exchanges two axes, for example positions × width for the channels × length that conv1d takes.</summary>
internal sealed class Transpose : ILayerRule
{
    /// <inheritdoc/>
    public string Kind => "transpose";

    /// <inheritdoc/>
    public string Description => "Exchanges the two axes of its input, for example before conv1d.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } = [];

    /// <inheritdoc/>
    public LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input) =>
        input.Count == 2
            ? LayerShape.Of(input[1], input[0])
            : LayerShape.Misfits($"transpose takes an input of two axes, but gets one of shape {LayerShape.Text(input)}");
}
