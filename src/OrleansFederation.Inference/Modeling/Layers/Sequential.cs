namespace OrleansFederation.Modeling.Layers;

/// <summary>The nodes of its layers.</summary>
internal sealed class Sequential : ILayerNodes
{
    /// <inheritdoc/>
    public string Kind => "sequential";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input) => LayerNodes.Chain(graph, layer.Branches["layers"], input);
}
