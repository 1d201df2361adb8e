namespace OrleansFederation.Modeling.Layers;

/// <summary>Relu.</summary>
internal sealed class Relu : ILayerNodes
{
    /// <inheritdoc/>
    public string Kind => "relu";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input) => graph.Node(layer, "Relu", [input]);
}
