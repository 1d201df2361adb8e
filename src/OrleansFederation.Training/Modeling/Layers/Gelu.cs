using TorchSharp;

namespace OrleansFederation.Modeling.Layers;

/// <summary>x·Φ(x), exact.</summary>
internal sealed class GeluModule : ILayerModule
{
    /// <inheritdoc/>
    public string Kind => "gelu";

    /// <inheritdoc/>
    public LayerForward Build(LayerPlan layer, Func<string, torch.Tensor?> tensors) => (input, _) => torch.nn.functional.gelu(input);
}
