using OrleansFederation.Plugins;

namespace OrleansFederation.Modeling;

/// <summary>A model as a program: a scripted TorchScript file or a plugin that trains, and its ONNX twin that is served.</summary>
/// <param name="Script">The TorchScript file, which a site loads in a process of its own, and only where its approvals name the digest; null where a plugin brings the model.</param>
/// <param name="Onnx">The ONNX file that computes the same; parameters are put into it by their names.</param>
/// <param name="Output">The shape of one output without the batch dimension.</param>
/// <param name="Tensors">The program's float32 parameters and buffers, by name in ordinal order: the model's layout.</param>
public sealed record ProgramSpec(ProgramFile? Script, ProgramFile Onnx, IReadOnlyList<int> Output, IReadOnlyList<ProgramTensor> Tensors)
{
    /// <summary>The plugin that brings the model; null where a TorchScript file does.</summary>
    public PluginSpec? Plugin { get; init; }

    /// <summary>Its place in a spec.</summary>
    public string Place => Plugin is null ? "model.torchScript" : "model.plugin";

    /// <summary>What it is, for messages.</summary>
    public string Title => Plugin is { } plugin ? $"the model of the plugin {plugin.Name}" : $"the TorchScript file {Script!.Digest}";
}
