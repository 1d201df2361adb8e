using TorchSharp;

namespace OrleansFederation.Modeling.Layers;

/// <summary>The mean over positions, those of padding left out; zeros where there is nothing else.</summary>
internal sealed class MeanModule : ILayerModule
{
    /// <inheritdoc/>
    public string Kind => "mean";

    /// <inheritdoc/>
    public LayerForward Build(LayerPlan layer, Func<string, torch.Tensor?> tensors) => layer.IsPadded
        ? (input, pass) => (input * pass.Padding!.Kept.unsqueeze(2)).sum([1L]) / pass.Padding.Kept.sum([1L], keepdim: true).clamp_min(1)
        : (input, _) => input.mean([1]);
}
