using TorchSharp;

namespace OrleansFederation.Modeling.Layers;

/// <summary>max(0, x).</summary>
internal sealed class ReluModule : ILayerModule
{
    /// <inheritdoc/>
    public string Kind => "relu";

    /// <inheritdoc/>
    public LayerForward Build(LayerPlan layer, Func<string, torch.Tensor?> tensors) => (input, _) => torch.nn.functional.relu(input);
}
