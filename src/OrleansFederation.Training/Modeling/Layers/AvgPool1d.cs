using TorchSharp;

namespace OrleansFederation.Modeling.Layers;

/// <summary>The mean of each window; padding counts as zeros.</summary>
internal sealed class AvgPool1dModule : ILayerModule
{
    /// <inheritdoc/>
    public string Kind => "avgpool1d";

    /// <inheritdoc/>
    public LayerForward Build(LayerPlan layer, Func<string, torch.Tensor?> tensors)
    {
        var window = Window2d.Of(layer.Spec);
        return (input, _) => torch.nn.functional.avg_pool1d(input, window.Kernel, window.Stride, window.Padding);
    }
}
