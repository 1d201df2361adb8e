using TorchSharp;

namespace OrleansFederation.Modeling.Layers;

/// <summary>What the layers make of the input, added to it or to what the shortcut makes of it.</summary>
internal sealed class ResidualModule : ILayerModule
{
    /// <inheritdoc/>
    public string Kind => "residual";

    /// <inheritdoc/>
    public LayerForward Build(LayerPlan layer, Func<string, torch.Tensor?> tensors)
    {
        var inner = LayerModules.Chain(layer.Branches["layers"], tensors, layer.Path + ".");
        if (!layer.Branches.TryGetValue("shortcut", out var beside))
        {
            return (input, pass) => input + inner(input, pass);
        }

        var shortcut = LayerModules.Chain(beside, tensors, layer.Path + ".");
        return (input, pass) => shortcut(input, pass) + inner(input, pass);
    }
}
