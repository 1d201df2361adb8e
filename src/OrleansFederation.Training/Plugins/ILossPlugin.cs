using TorchSharp;

namespace OrleansFederation.Plugins;

/// <summary>Brings a loss that training minimises in place of the platform's. It runs on the one thread that trains.</summary>
public interface ILossPlugin
{
    /// <summary>Begins.</summary>
    /// <param name="options">What the spec tells the plugin.</param>
    /// <returns>
    /// The loss of a batch: of outputs (examples × outputs, float32, with gradients) and targets (one an example; int64 class indices where
    /// the spec says <c>as: crossEntropy</c>, float32 otherwise) a scalar, the mean over the examples, through which gradients flow. Tensors that it makes
    /// are disposed with the batch. It must not use torch's global generators: the same batch gives the same bits.
    /// </returns>
    Func<torch.Tensor, torch.Tensor, torch.Tensor> Begin(PluginOptions options);
}
