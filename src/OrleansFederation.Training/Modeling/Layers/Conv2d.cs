using TorchSharp;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Two-dimensional cross-correlation.</summary>
internal sealed class Conv2dModule : ILayerModule
{
    /// <inheritdoc/>
    public string Kind => "conv2d";

    /// <inheritdoc/>
    public LayerForward Build(LayerPlan layer, Func<string, torch.Tensor?> tensors)
    {
        var window = Window2d.Of(layer.Spec);
        var (weight, bias, groups) = (tensors("weight")!, tensors("bias"), (long)layer.Spec.Arguments["groups"]);
        long[] stride = [window.Stride, window.Stride];
        long[] padding = [window.Padding, window.Padding];
        return (input, _) => torch.nn.functional.conv2d(input, weight, bias, stride, padding, groups: groups);
    }
}
