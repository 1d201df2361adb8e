using OrleansFederation.Modeling.Layers;

namespace OrleansFederation.Modeling;

/// <summary>The modules of every layer kind. A new kind is a line here, as in Learning's <see cref="LayerRules"/>.</summary>
internal static class LayerModules
{
    /// <summary>The modules in alphabetical order of their kinds.</summary>
    public static IReadOnlyList<ILayerModule> All { get; } =
    [
        new AvgPool2dModule(),
        new BatchNorm2dModule(),
        new Conv2dModule(),
        new DropoutModule(),
        new FlattenModule(),
        new GeluModule(),
        new GroupNormModule(),
        new LinearModule(),
        new MaxPool2dModule(),
        new ReluModule(),
        new SoftmaxModule(),
    ];

    /// <summary>The module of a kind that has a rule.</summary>
    /// <param name="kind">The kind.</param>
    public static ILayerModule Of(string kind) => All.First(module => module.Kind == kind);
}
