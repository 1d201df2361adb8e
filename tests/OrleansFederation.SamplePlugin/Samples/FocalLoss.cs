using OrleansFederation.Plugins;
using TorchSharp;

namespace OrleansFederation.Samples;

/// <summary>A loss: cross-entropy that looks away from what is easy, (1 − p)^γ · −log p of the true class (Lin et al. 2017, without α).</summary>
[Plugin("focal")]
public sealed class FocalLoss : ILossPlugin
{
    /// <inheritdoc/>
    public Func<torch.Tensor, torch.Tensor, torch.Tensor> Begin(PluginOptions options)
    {
        var gamma = options.Number("gamma", 2);
        return (outputs, targets) =>
        {
            var logs = outputs.log_softmax(1).gather(1, targets.unsqueeze(1)).squeeze(1);
            return -((1 - logs.exp()).pow(gamma) * logs).mean();
        };
    }
}
