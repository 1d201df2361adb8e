using OrleansFederation.Federations;

namespace OrleansFederation.Modeling.Templates;

/// <summary>
/// ResNet-18 (He et al. 2016, table 1): four stages of two residual blocks. The parameters are those of torchvision's, in the same order; with
/// the small stem, a convolution of 3 × 3 without stride or pool as in the paper's section 4.2, it suits images of 32 × 32.
/// </summary>
internal sealed class ResNet18 : IModelTemplate
{
    private const int Stages = 4;

    /// <inheritdoc/>
    public string Name => "resnet18";

    /// <inheritdoc/>
    public string Description => "ResNet-18 for images.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("classes", "The number of outputs.", null, 1, 1 << 20),
        new("width", "The channels of the first stage; each further stage has twice as many.", 64, 1, 1 << 12),
        new("small", "1 begins with a convolution of 3 × 3 without stride or pool, for images of about 32 × 32; 0 with one of 7 × 7, stride and a pool.", 0, 0, 1),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TemplateList> Lists { get; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<int>? Input(TemplateArguments arguments) => null;

    /// <inheritdoc/>
    public IReadOnlyList<LayerSpec> Expand(TemplateArguments arguments, IReadOnlyList<int> input)
    {
        var width = arguments["width"];
        var small = arguments["small"] != 0;
        List<LayerSpec> layers = [small ? Conv(width, 3, 1) : Conv(width, 7, 2), LayerSpecs.Layer("batchnorm2d"), LayerSpecs.Layer("relu")];
        if (!small)
        {
            layers.Add(LayerSpecs.Layer("maxpool2d", ("kernel", 3), ("stride", 2), ("padding", 1)));
        }

        for (var stage = 0; stage < Stages; stage++)
        {
            var (channels, stride) = (width << stage, stage == 0 ? 1 : 2);
            layers.Add(LayerSpecs.Sequential(Block(channels, stride), LayerSpecs.Layer("relu"), Block(channels, 1), LayerSpecs.Layer("relu")));
        }

        return [.. layers, LayerSpecs.Layer("globalavgpool2d"), LayerSpecs.Layer("linear", ("out", arguments["classes"]))];
    }

    private static LayerSpec Block(int channels, int stride) => LayerSpecs.Residual(
        [Conv(channels, 3, stride), LayerSpecs.Layer("batchnorm2d"), LayerSpecs.Layer("relu"), Conv(channels, 3, 1), LayerSpecs.Layer("batchnorm2d")],
        stride == 1 ? null : [Conv(channels, 1, stride), LayerSpecs.Layer("batchnorm2d")]);

    private static LayerSpec Conv(int channels, int kernel, int stride) =>
        LayerSpecs.Layer("conv2d", ("out", channels), ("kernel", kernel), ("stride", stride), ("padding", kernel / 2), ("bias", 0));
}
