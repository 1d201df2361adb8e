using TorchSharp;

namespace OrleansFederation.Modeling.Layers;

/// <summary>The mean over positions.</summary>
internal sealed class MeanModule : ILayerModule
{
    /// <inheritdoc/>
    public string Kind => "mean";

    /// <inheritdoc/>
    public LayerForward Build(LayerPlan layer, Func<string, torch.Tensor?> tensors) => (input, _) => input.mean([1]);
}
