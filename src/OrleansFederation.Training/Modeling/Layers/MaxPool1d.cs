using TorchSharp;

namespace OrleansFederation.Modeling.Layers;

/// <summary>The greatest value in each window.</summary>
internal sealed class MaxPool1dModule : ILayerModule
{
    /// <inheritdoc/>
    public string Kind => "maxpool1d";

    /// <inheritdoc/>
    public LayerForward Build(LayerPlan layer, Func<string, torch.Tensor?> tensors)
    {
        var window = Window2d.Of(layer.Spec);
        return (input, _) => torch.nn.functional.max_pool1d(input, window.Kernel, window.Stride, window.Padding);
    }
}
