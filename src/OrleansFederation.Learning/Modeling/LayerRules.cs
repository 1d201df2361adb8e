using OrleansFederation.Modeling.Layers;

namespace OrleansFederation.Modeling;

/// <summary>Every layer kind. A new one is a line here and a file of its name in Learning, Training and Inference.</summary>
public static class LayerRules
{
    /// <summary>The rules in alphabetical order of their kinds.</summary>
    public static IReadOnlyList<ILayerRule> All { get; } =
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

    /// <summary>Finds a rule by its kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>The rule; null where there is none.</returns>
    public static ILayerRule? Find(string kind) => All.FirstOrDefault(rule => rule.Kind == kind);
}
