using TorchSharp;

namespace OrleansFederation.Plugins;

/// <summary>
/// Brings a model in place of the platform's layers. It trains in the process of a task, on one thread; its versions are served by the ONNX
/// file that the spec names beside it, which must compute the same.
/// </summary>
public interface IModelPlugin
{
    /// <summary>Makes the model: called once in every process that trains or looks at it.</summary>
    /// <param name="options">What the spec tells the plugin.</param>
    /// <returns>
    /// A module of a batch of inputs (examples × the spec's input shape, float32) to outputs (examples × the spec's output shape, float32).
    /// Its parameters and buffers are float32 on the processor, and their names (<c>conv.weight</c>) are the spec's and the ONNX file's. It
    /// must evaluate the same inputs to the same bits, and change nothing then; <c>train()</c> and <c>eval()</c> reach all that is within it. The
    /// numbers that it begins with do not count: they are the ONNX file's. While it trains it may draw from torch's global generator, which is
    /// seeded for the task, and must not seed it.
    /// </returns>
    torch.nn.Module<torch.Tensor, torch.Tensor> Begin(PluginOptions options);
}
