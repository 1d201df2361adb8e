using TorchSharp;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Normalises the last axis, then scales and shifts it.</summary>
internal sealed class LayerNormModule : ILayerModule
{
    /// <inheritdoc/>
    public string Kind => "layernorm";

    /// <inheritdoc/>
    public LayerForward Build(LayerPlan layer, Func<string, torch.Tensor?> tensors)
    {
        var (weight, bias, epsilon) = (tensors("weight"), tensors("bias"), layer.Spec.Arguments["epsilon"]);
        long[] last = [layer.Input[^1]];
        return (input, _) => torch.nn.functional.layer_norm(input, last, weight, bias, epsilon);
    }
}
