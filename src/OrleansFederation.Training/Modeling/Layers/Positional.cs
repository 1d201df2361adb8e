using TorchSharp;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Adds a row to each position.</summary>
internal sealed class PositionalModule : ILayerModule
{
    /// <inheritdoc/>
    public string Kind => "positional";

    /// <inheritdoc/>
    public LayerForward Build(LayerPlan layer, Func<string, torch.Tensor?> tensors)
    {
        var weight = tensors("weight")!;
        return (input, _) => input + weight;
    }
}
