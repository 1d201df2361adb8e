using OrleansFederation.Federations;

namespace OrleansFederation.Modeling.Templates;

/// <summary>A small convolutional network: convolutions that keep the size, each with a pool that halves it, then two linear layers.</summary>
internal sealed class Cnn : IModelTemplate
{
    /// <inheritdoc/>
    public string Name => "cnn";

    /// <inheritdoc/>
    public string Description => "A small convolutional network for images.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("classes", "The number of outputs.", null, 1, 1 << 20),
        new("hidden", "The width of the linear layer before the last.", 128, 1, 1 << 20),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TemplateList> Lists { get; } = [new("channels", "The channels of the convolutions, each followed by a pool that halves the image.", [32, 64], 1 << 16, 12)];

    /// <inheritdoc/>
    public IReadOnlyList<int>? Input(TemplateArguments arguments) => null;

    /// <inheritdoc/>
    public IReadOnlyList<LayerSpec> Expand(TemplateArguments arguments, IReadOnlyList<int> input) =>
    [
        .. arguments.Lists["channels"].SelectMany(channels => (LayerSpec[])
        [
            LayerSpecs.Layer("conv2d", ("out", channels), ("kernel", 3), ("padding", 1)),
            LayerSpecs.Layer("relu"),
            LayerSpecs.Layer("maxpool2d", ("kernel", 2)),
        ]),
        LayerSpecs.Layer("flatten"),
        LayerSpecs.Layer("linear", ("out", arguments["hidden"])),
        LayerSpecs.Layer("relu"),
        LayerSpecs.Layer("linear", ("out", arguments["classes"])),
    ];
}
