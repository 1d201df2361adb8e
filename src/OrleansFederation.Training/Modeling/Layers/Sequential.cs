using TorchSharp;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Layers one after another.</summary>
internal sealed class SequentialModule : ILayerModule
{
    /// <inheritdoc/>
    public string Kind => "sequential";

    /// <inheritdoc/>
    public LayerForward Build(LayerPlan layer, Func<string, torch.Tensor?> tensors) =>
        LayerModules.Chain(layer.Branches["layers"], tensors, layer.Path + ".");
}
