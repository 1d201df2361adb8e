using OrleansFederation.Parameters;

namespace OrleansFederation.Modeling;

/// <summary>One layer in its place in a model.</summary>
/// <param name="Path">What names its parameters and nodes: its place from 0, and for a layer within a block the block's path before it, for example <c>3.0</c>, or <c>3.shortcut.0</c> in a branch other than the first.</param>
/// <param name="Place">Its place in the spec, for example <c>model.layers[3][0]</c>.</param>
/// <param name="Spec">The layer.</param>
/// <param name="Input">The shape of its input without the batch dimension.</param>
/// <param name="Output">The shape of its output without the batch dimension.</param>
/// <param name="Parameters">Its own entries in the model's layout, in the order of the rule's tensors; those of layers within it are theirs.</param>
/// <param name="Branches">The layers within it by the names of its branches; empty where it is no block.</param>
public sealed record LayerPlan(
    string Path,
    string Place,
    LayerSpec Spec,
    IReadOnlyList<int> Input,
    IReadOnlyList<int> Output,
    IReadOnlyList<ParameterEntry> Parameters,
    IReadOnlyDictionary<string, IReadOnlyList<LayerPlan>> Branches)
{
    /// <summary>Its low-rank adapter; null where it has none.</summary>
    public LayerAdapter? Adapter { get; init; }

    /// <summary>Whether it looks away from positions that are padding, which the model's embedding tells.</summary>
    public bool IsPadded { get; init; }

    /// <summary>The token id that fills up short sequences, of an embedding that has one; null otherwise.</summary>
    public int? PaddingToken => Spec.Kind == Layers.Embedding.Name ? Layers.Embedding.PaddingOf(Spec) : null;

    /// <summary>This layer and those within it, outer ones first.</summary>
    public IEnumerable<LayerPlan> Deep() => Branches.Values.SelectMany(branch => branch).SelectMany(layer => layer.Deep()).Prepend(this);
}
