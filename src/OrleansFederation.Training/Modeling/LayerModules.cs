using OrleansFederation.Modeling.Layers;
using TorchSharp;

namespace OrleansFederation.Modeling;

/// <summary>The modules of every layer kind. A new kind is a line here, as in Learning's <see cref="LayerRules"/>.</summary>
internal static class LayerModules
{
    /// <summary>The modules in alphabetical order of their kinds.</summary>
    public static IReadOnlyList<ILayerModule> All { get; } =
    [
        new AttentionModule(),
        new AvgPool1dModule(),
        new AvgPool2dModule(),
        new BatchNorm2dModule(),
        new Conv1dModule(),
        new Conv2dModule(),
        new DropoutModule(),
        new EmbeddingModule(),
        new FlattenModule(),
        new GeluModule(),
        new GlobalAvgPool1dModule(),
        new GlobalAvgPool2dModule(),
        new GroupNormModule(),
        new GruModule(),
        new LayerNormModule(),
        new LinearModule(),
        new LstmModule(),
        new MaxPool1dModule(),
        new MaxPool2dModule(),
        new MeanModule(),
        new PositionalModule(),
        new ReluModule(),
        new ResidualModule(),
        new SequentialModule(),
        new SoftmaxModule(),
        new TransposeModule(),
    ];

    /// <summary>The module of a kind that has a rule.</summary>
    /// <param name="kind">The kind.</param>
    public static ILayerModule Of(string kind) => All.First(module => module.Kind == kind);

    /// <summary>Prepares layers that follow one another.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="tensors">The tensors by their paths behind <paramref name="prefix"/>.</param>
    /// <param name="prefix">What the paths of all of them begin with.</param>
    public static LayerForward Chain(IReadOnlyList<LayerPlan> layers, Func<string, torch.Tensor?> tensors, string prefix)
    {
        LayerForward[] steps = [.. layers.Select(layer => Of(layer.Spec.Kind).Build(layer, name => tensors($"{layer.Path[prefix.Length..]}.{name}")))];
        return (input, pass) => steps.Aggregate(input, (value, step) => step(value, pass));
    }
}
