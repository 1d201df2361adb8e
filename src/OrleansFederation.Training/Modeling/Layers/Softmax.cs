using TorchSharp;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Probabilities over the last axis.</summary>
internal sealed class SoftmaxModule : ILayerModule
{
    /// <inheritdoc/>
    public string Kind => "softmax";

    /// <inheritdoc/>
    public LayerForward Build(LayerPlan layer, Func<string, torch.Tensor?> tensors) => (input, _) => torch.nn.functional.softmax(input, -1);
}
