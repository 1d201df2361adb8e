using OrleansFederation.Modeling.Layers;

namespace OrleansFederation.Modeling;

/// <summary>The ONNX nodes of every layer kind. A new one is a line here and a file of its name in Learning, Training and Inference.</summary>
internal static class LayerNodes
{
    /// <summary>The nodes in alphabetical order of their kinds.</summary>
    public static IReadOnlyList<ILayerNodes> All { get; } =
    [
        new Attention(),
        new AvgPool1d(),
        new AvgPool2d(),
        new BatchNorm2d(),
        new Conv1d(),
        new Conv2d(),
        new Dropout(),
        new Embedding(),
        new Flatten(),
        new Gelu(),
        new GlobalAvgPool1d(),
        new GlobalAvgPool2d(),
        new GroupNorm(),
        new Gru(),
        new LayerNorm(),
        new Linear(),
        new Lstm(),
        new MaxPool1d(),
        new MaxPool2d(),
        new Mean(),
        new Positional(),
        new Relu(),
        new Residual(),
        new Sequential(),
        new Softmax(),
        new Transpose(),
    ];

    private static readonly Dictionary<string, ILayerNodes> ByKind = All.ToDictionary(nodes => nodes.Kind, StringComparer.Ordinal);

    /// <summary>Finds the nodes of a kind that <see cref="LayerRules"/> knows.</summary>
    /// <param name="kind">The kind.</param>
    public static ILayerNodes Of(string kind) => ByKind[kind];

    /// <summary>Adds the nodes of layers that follow one another.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="layers">The layers.</param>
    /// <param name="input">The name of the value that the first one takes.</param>
    /// <returns>The name of the value that the last one gives.</returns>
    public static string Chain(GraphBuilder graph, IReadOnlyList<LayerPlan> layers, string input) =>
        layers.Aggregate(input, (value, layer) => Of(layer.Spec.Kind).Add(graph, layer, value));
}
