using TorchSharp;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Normalises each group of channels, example by example.</summary>
internal sealed class GroupNormModule : ILayerModule
{
    /// <inheritdoc/>
    public string Kind => "groupnorm";

    /// <inheritdoc/>
    public LayerForward Build(LayerPlan layer, Func<string, torch.Tensor?> tensors)
    {
        var (weight, bias) = (tensors("weight"), tensors("bias"));
        var (groups, epsilon) = ((long)layer.Spec.Arguments["groups"], layer.Spec.Arguments["epsilon"]);
        return (input, _) => torch.nn.functional.group_norm(input, groups, weight, bias, epsilon);
    }
}
