using TorchSharp;

namespace OrleansFederation.Modeling.Layers;

/// <summary>One row an example, channels first whatever the order in memory.</summary>
internal sealed class FlattenModule : ILayerModule
{
    /// <inheritdoc/>
    public string Kind => "flatten";

    /// <inheritdoc/>
    public LayerForward Build(LayerPlan layer, Func<string, torch.Tensor?> tensors) => (input, _) => input.flatten(1);
}
