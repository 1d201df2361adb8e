using OrleansFederation.Plugins;

namespace OrleansFederation.Modeling;

/// <summary>A model as data: from it come the TorchSharp module, the ONNX graph and the parameter layout.</summary>
/// <param name="Name">The name under which versions are registered.</param>
/// <param name="Input">The shape of one example without the batch dimension, for example 1, 28, 28 (channels, height, width).</param>
/// <param name="Layers">The layers in order, at least one; none where <see cref="Program"/> stands in their place.</param>
/// <param name="Loss">The loss that training minimises.</param>
public sealed record ModelSpec(string Name, IReadOnlyList<int> Input, IReadOnlyList<LayerSpec> Layers, LossKind Loss)
{
    /// <summary>The template that <see cref="Layers"/> were expanded from, for messages; null where they were written out, as they are in a canonical spec.</summary>
    public string? Template { get; init; }

    /// <summary>Code whose loss training minimises; <see cref="Loss"/> then says what targets are and what evaluations report. Null where that is what is minimised too.</summary>
    public PluginSpec? LossPlugin { get; init; }

    /// <summary>What the parameters begin with; null where at random.</summary>
    public ModelStart? From { get; init; }

    /// <summary>Patterns of layers or parameters that training leaves as they are; empty where all are trained.</summary>
    public IReadOnlyList<string> Freeze { get; init; } = [];

    /// <summary>
    /// Patterns of layers or parameters that stay at the clients, each of which has its own; <c>batchnorm</c> stands for all layers with
    /// running statistics. Empty where all that is trained is sent.
    /// </summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>Low-rank adapters that are trained in place of all else; null where there are none.</summary>
    public LoraSpec? Lora { get; init; }

    /// <summary>The program that stands in the place of <see cref="Layers"/>, which are empty then; null for a model of layers.</summary>
    public ProgramSpec? Program { get; init; }
}
