namespace OrleansFederation.Modeling.Layers;

/// <summary>Layers one after another, as one.</summary>
internal sealed class Sequential : ILayerBlockRule
{
    /// <summary>The only branch.</summary>
    public const string Layers = "layers";

    /// <inheritdoc/>
    public string Kind => "sequential";

    /// <inheritdoc/>
    public string Description => "Layers one after another, as one; their parameters have names of its own.";

    /// <inheritdoc/>
    public IReadOnlyList<LayerBranch> Branches { get; } = [new(Layers, "The layers in order.")];

    /// <inheritdoc/>
    public LayerShape Join(IReadOnlyList<int> input, IReadOnlyDictionary<string, IReadOnlyList<int>> outputs) => LayerShape.Of([.. outputs[Layers]]);
}
