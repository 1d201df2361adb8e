using TorchSharp;

namespace OrleansFederation.Modeling.Layers;

/// <summary>y = x·Wᵀ + b.</summary>
internal sealed class LinearModule : ILayerModule
{
    /// <inheritdoc/>
    public string Kind => "linear";

    /// <inheritdoc/>
    public LayerForward Build(LayerPlan layer, Func<string, torch.Tensor?> tensors)
    {
        var (weight, bias) = (AdaptedWeight.Of(layer, tensors, "weight"), tensors("bias"));
        return (input, _) => torch.nn.functional.linear(input, weight(), bias);
    }
}
