using OrleansFederation.Modeling.Layers;

namespace OrleansFederation.Modeling;

/// <summary>The ONNX nodes of every layer kind. A new one is a line here and a file of its name in Learning, Training and Inference.</summary>
internal static class LayerNodes
{
    /// <summary>The nodes in alphabetical order of their kinds.</summary>
    public static IReadOnlyList<ILayerNodes> All { get; } =
    [
        new AvgPool2d(),
        new BatchNorm2d(),
        new Conv2d(),
        new Dropout(),
        new Flatten(),
        new Gelu(),
        new GroupNorm(),
        new Linear(),
        new MaxPool2d(),
        new Relu(),
        new Softmax(),
    ];

    private static readonly Dictionary<string, ILayerNodes> ByKind = All.ToDictionary(nodes => nodes.Kind, StringComparer.Ordinal);

    /// <summary>Finds the nodes of a kind that <see cref="LayerRules"/> knows.</summary>
    /// <param name="kind">The kind.</param>
    public static ILayerNodes Of(string kind) => ByKind[kind];
}
