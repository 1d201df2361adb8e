namespace OrleansFederation.Modeling.Layers;

/// <summary>ReduceMean over positions.</summary>
internal sealed class Mean : ILayerNodes
{
    /// <inheritdoc/>
    public string Kind => "mean";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input) =>
        graph.Node(layer, "ReduceMean", [input], Attribute.Of("axes", [1]), Attribute.Of("keepdims", 0));
}
