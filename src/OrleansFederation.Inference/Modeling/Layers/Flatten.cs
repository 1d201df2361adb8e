namespace OrleansFederation.Modeling.Layers;

/// <summary>Flatten behind the batch dimension.</summary>
internal sealed class Flatten : ILayerNodes
{
    /// <inheritdoc/>
    public string Kind => "flatten";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input) => graph.Node(layer, "Flatten", [input], Attribute.Of("axis", 1));
}
