using TorchSharp;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Zeros elements at random while training, by a mask from the client's own generator: torch's dropout takes none, and would not be reproducible.</summary>
internal sealed class DropoutModule : ILayerModule
{
    /// <inheritdoc/>
    public string Kind => "dropout";

    /// <inheritdoc/>
    public LayerForward Build(LayerPlan layer, Func<string, torch.Tensor?> tensors)
    {
        var rate = layer.Spec.Arguments["rate"];
        return (input, pass) => pass.Dropout is { } generator && rate > 0
            ? input * torch.rand(input.shape, generator: generator).ge(rate).to(torch.float32).div_(1 - rate)
            : input;
    }
}
