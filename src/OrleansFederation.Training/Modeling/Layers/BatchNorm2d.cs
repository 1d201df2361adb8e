using OrleansFederation.Parameters;
using TorchSharp;

namespace OrleansFederation.Modeling.Layers;

/// <summary>Normalises each channel by the batch while training, moving the running averages in place, and by those otherwise.</summary>
internal sealed class BatchNorm2dModule : ILayerModule
{
    /// <inheritdoc/>
    public string Kind => "batchnorm2d";

    /// <inheritdoc/>
    public LayerForward Build(LayerPlan layer, Func<string, torch.Tensor?> tensors)
    {
        var (weight, bias, mean, variance) = (tensors("weight"), tensors("bias"), tensors("running_mean")!, tensors("running_var")!);
        var (momentum, epsilon) = (layer.Spec.Arguments["momentum"], layer.Spec.Arguments["epsilon"]);

        // Frozen averages stay, and what follows was trained behind them.
        var moving = layer.Parameters.First(entry => entry.Name.EndsWith(".running_mean", StringComparison.Ordinal)).Kind != ParameterKind.Frozen;
        return (input, pass) => torch.nn.functional.batch_norm(input, mean, variance, weight, bias, pass.Training && moving, momentum, epsilon);
    }
}
