using OrleansFederation.Federations;

namespace OrleansFederation.Modeling.Templates;

/// <summary>
/// A transformer that classifies sequences of tokens: blocks of attention and two linear layers, each normalised before (Xiong et al. 2020) and
/// added to what it came from, then the mean over positions. Tables begin with deviation 0.02, as BERT's (Devlin et al. 2019).
/// </summary>
internal sealed class Transformer : IModelTemplate
{
    private const double Deviation = 0.02;

    /// <inheritdoc/>
    public string Name => "transformer";

    /// <inheritdoc/>
    public string Description => "A transformer that classifies sequences of token ids.";

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        new("vocabulary", "The number of tokens; ids are 0 to one less.", null, 1, 1 << 24),
        new("length", "The number of positions of an example.", null, 1, 1 << 14),
        new("width", "The width of a position.", null, 2, 1 << 14),
        new("heads", "The number of attention heads; it divides the width.", null, 1, 1 << 10),
        new("depth", "The number of blocks.", null, 1, 100),
        new("classes", "The number of outputs.", null, 1, 1 << 20),
        new("feedforward", "The width within a block's linear layers; 0 stands for four times the width.", 0, 0, 1 << 16),
        new("dropout", "The share of elements set to zero behind attention and linear layers while training.", 0, 0, 0.99, Whole: false),
        new("causal", "1 lets a position see itself and those before it only, 0 all.", 0, 0, 1),
        new("padding", "The token id that fills up short sequences; -1 where there is none.", -1, -1, (1 << 24) - 1),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TemplateList> Lists { get; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<int>? Input(TemplateArguments arguments) => [arguments["length"]];

    /// <inheritdoc/>
    public IReadOnlyList<LayerSpec> Expand(TemplateArguments arguments, IReadOnlyList<int> input)
    {
        var width = arguments["width"];
        var inner = arguments["feedforward"] is var given and > 0 ? given : 4 * width;
        LayerSpec[] dropout = arguments.Numbers["dropout"] > 0 ? [LayerSpecs.Layer("dropout", ("rate", arguments.Numbers["dropout"]))] : [];
        var block = LayerSpecs.Sequential(
            LayerSpecs.Residual([LayerSpecs.Layer("layernorm"), LayerSpecs.Layer("attention", ("heads", arguments["heads"]), ("causal", arguments["causal"])), .. dropout]),
            LayerSpecs.Residual([LayerSpecs.Layer("layernorm"), LayerSpecs.Layer("linear", ("out", inner)), LayerSpecs.Layer("gelu"), LayerSpecs.Layer("linear", ("out", width)), .. dropout]));
        return
        [
            LayerSpecs.Layer("embedding", ("vocabulary", arguments["vocabulary"]), ("width", width), ("deviation", Deviation), ("padding", arguments["padding"])),
            LayerSpecs.Layer("positional", ("deviation", Deviation)),
            .. Enumerable.Repeat(block, arguments["depth"]),
            LayerSpecs.Layer("layernorm"),
            LayerSpecs.Layer("mean"),
            LayerSpecs.Layer("linear", ("out", arguments["classes"])),
        ];
    }
}
