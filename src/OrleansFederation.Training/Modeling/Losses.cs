using OrleansFederation.Errors;
using OrleansFederation.Plugins;
using TorchSharp;

namespace OrleansFederation.Modeling;

/// <summary>The losses as TorchSharp computes them: means over the examples of a batch.</summary>
internal static class Losses
{
    /// <summary>The loss that training minimises: a kind's, or a plugin's, whose failures are told as its own.</summary>
    /// <param name="model">The model.</param>
    /// <param name="plugins">What makes plugins.</param>
    public static Func<torch.Tensor, torch.Tensor, torch.Tensor> Of(ModelSpec model, IPlugins plugins)
    {
        if (model.LossPlugin is not { } plugin)
        {
            return (output, target) => Compute(model.Loss, output, target);
        }

        var made = plugins.Make<ILossPlugin>(plugin);
        var loss = IPlugins.Call(plugin, () => made.Begin(new(plugin.Options)));
        return (output, target) => IPlugins.Call(plugin, () => loss(output, target)) is { } value && value.numel() == 1
            ? value.reshape([])
            : throw FederationErrors.PluginFailed.Exception($"the plugin {plugin.Name}", "its loss of a batch is no single number");
    }

    /// <summary>Computes a loss.</summary>
    /// <param name="kind">The loss.</param>
    /// <param name="output">The model's outputs: examples × outputs; logits for cross-entropy and binary cross-entropy.</param>
    /// <param name="target">One target an example: int64 class indices for cross-entropy, float32 otherwise.</param>
    /// <returns>A scalar.</returns>
    public static torch.Tensor Compute(LossKind kind, torch.Tensor output, torch.Tensor target) => kind switch
    {
        LossKind.CrossEntropy => torch.nn.functional.cross_entropy(output, target),
        LossKind.Bce => torch.nn.functional.binary_cross_entropy_with_logits(output.flatten(), target),
        LossKind.Mse => torch.nn.functional.mse_loss(output.flatten(), target),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such loss."),
    };
}
