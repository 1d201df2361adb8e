namespace OrleansFederation.Modeling.Layers;

/// <summary>Add.</summary>
internal sealed class Positional : ILayerNodes
{
    /// <inheritdoc/>
    public string Kind => "positional";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input) => graph.Node(layer, "Add", [input, layer.Parameters[0].Name]);
}
