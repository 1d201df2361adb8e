using TorchSharp;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Exchanges the two axes behind the batch dimension.</summary>
internal sealed class TransposeModule : ILayerModule
{
    /// <inheritdoc/>
    public string Kind => "transpose";

    /// <inheritdoc/>
    public LayerForward Build(LayerPlan layer, Func<string, torch.Tensor?> tensors) => (input, _) => input.transpose(1, 2);
}
