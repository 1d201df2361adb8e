using TorchSharp;

namespace OrleansFederation.Modeling.Layers;

/// <summary>The mean of each channel.</summary>
internal sealed class GlobalAvgPool1dModule : ILayerModule
{
    /// <inheritdoc/>
    public string Kind => "globalavgpool1d";

    /// <inheritdoc/>
    public LayerForward Build(LayerPlan layer, Func<string, torch.Tensor?> tensors) => (input, _) => input.mean([2]);
}
