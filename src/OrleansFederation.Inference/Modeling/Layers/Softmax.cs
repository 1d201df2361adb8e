namespace OrleansFederation.Modeling.Layers;

/// <summary>Softmax over the last axis.</summary>
internal sealed class Softmax : ILayerNodes
{
    /// <inheritdoc/>
    public string Kind => "softmax";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input) => graph.Node(layer, "Softmax", [input], Attribute.Of("axis", -1));
}
