using OrleansFederation.Federations;
using OrleansFederation.Parameters;

namespace OrleansFederation.Modeling.Layers;

/// <summary>A row of a table for each token id. It begins as PyTorch's Embedding, normal with deviation 1, where nothing else is said.</summary>
internal sealed class Embedding : ILayerRule
{
    private const int NoPadding = -1;

    /// <summary>The kind.</summary>
    public const string Name = "embedding";

    /// <summary>The token id that fills up short sequences; null where there is none.</summary>
    /// <param name="layer">An embedding.</param>
    public static int? PaddingOf(LayerSpec layer) => (int)layer.Arguments.GetValueOrDefault("padding", NoPadding) is >= 0 and var token ? token : null;

    /// <inheritdoc/>
    public string Kind => Name;

    /// <inheritdoc/>
    public string Description => "Turns token ids, the whole numbers from 0 to below vocabulary, into rows of a learned table; other inputs are refused.";

    /// <inheritdoc/>
    public bool TakesModelInput => true;

    /// <inheritdoc/>
    public IReadOnlyList<NumericArgument> Arguments { get; } =
    [
        // Above 2^24, float32 does not tell whole numbers apart.
        new("vocabulary", "The number of tokens.", null, 1, 1 << 24),
        new("width", "The length of a row.", null, 1, 1 << 16),
        new("deviation", "The deviation of the initial values.", 1, 1e-6, 1000, Whole: false),
        new("padding", "The token id that fills up short sequences, which attention does not see and mean leaves out; -1 where there is none.", NoPadding, NoPadding, (1 << 24) - 1) { IsLater = true },
    ];

    /// <inheritdoc/>
    public LayerShape Apply(LayerSpec layer, IReadOnlyList<int> input)
    {
        if (input.Count != 1)
        {
            return LayerShape.Misfits($"embedding takes token ids, an input of shape [positions], but gets one of shape {LayerShape.Text(input)}; give model.input one size");
        }

        var (vocabulary, width) = ((int)layer.Arguments["vocabulary"], (int)layer.Arguments["width"]);
        if (PaddingOf(layer) >= vocabulary)
        {
            return LayerShape.Misfits($"embedding's padding {PaddingOf(layer)} is no token of a vocabulary of {vocabulary}; take an id from 0 to {vocabulary - 1}");
        }

        return new([input[0], width], [new("weight", [vocabulary, width], ParameterKind.Trainable, 0) { Deviation = layer.Arguments["deviation"] }]);
    }
}
