namespace OrleansFederation.Modeling.Layers;

/// <summary>Gemm with the weight as PyTorch stores it, outputs first.</summary>
internal sealed class Linear : ILayerNodes
{
    /// <inheritdoc/>
    public string Kind => "linear";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input) =>
        graph.Node(layer, "Gemm", [input, .. layer.Parameters.Select(entry => entry.Name)], Attribute.Of("transB", 1));
}
