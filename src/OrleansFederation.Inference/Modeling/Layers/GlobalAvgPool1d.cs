namespace OrleansFederation.Modeling.Layers;

/// <summary>GlobalAveragePool and Flatten.</summary>
internal sealed class GlobalAvgPool1d : ILayerNodes
{
    /// <inheritdoc/>
    public string Kind => "globalavgpool1d";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input) =>
        graph.Node(layer, "Flatten", [graph.Node(layer, "GlobalAveragePool", [input])], Attribute.Of("axis", 1));
}
