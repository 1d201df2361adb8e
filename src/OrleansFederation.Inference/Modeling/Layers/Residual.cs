namespace OrleansFederation.Modeling.Layers;

/// <summary>Add of the two branches.</summary>
internal sealed class Residual : ILayerNodes
{
    /// <inheritdoc/>
    public string Kind => "residual";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input)
    {
        var inner = LayerNodes.Chain(graph, layer.Branches["layers"], input);
        var beside = layer.Branches.TryGetValue("shortcut", out var shortcut) ? LayerNodes.Chain(graph, shortcut, input) : input;
        return graph.Node(layer, "Add", [beside, inner]);
    }
}
