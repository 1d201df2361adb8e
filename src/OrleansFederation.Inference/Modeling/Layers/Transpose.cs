namespace OrleansFederation.Modeling.Layers;

/// <summary>Transpose behind the batch dimension.</summary>
internal sealed class Transpose : ILayerNodes
{
    /// <inheritdoc/>
    public string Kind => "transpose";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input) => graph.Node(layer, "Transpose", [input], Attribute.Of("perm", [0, 2, 1]));
}
