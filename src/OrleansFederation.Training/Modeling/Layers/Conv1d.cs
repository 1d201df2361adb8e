using TorchSharp;

namespace OrleansFederation.Modeling.Layers;

/// <summary>One-dimensional cross-correlation.</summary>
internal sealed class Conv1dModule : ILayerModule
{
    /// <inheritdoc/>
    public string Kind => "conv1d";

    /// <inheritdoc/>
    public LayerForward Build(LayerPlan layer, Func<string, torch.Tensor?> tensors)
    {
        var window = Window2d.Of(layer.Spec);
        var (weight, bias, groups) = (tensors("weight")!, tensors("bias"), (long)layer.Spec.Arguments["groups"]);
        return (input, _) => torch.nn.functional.conv1d(input, weight, bias, window.Stride, window.Padding, groups: groups);
    }
}
