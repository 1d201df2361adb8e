namespace OrleansFederation.Modeling.Layers;

/// <summary>Gemm with the weight as PyTorch stores it, outputs first; for sequences MatMul, since Gemm takes two axes only.</summary>
internal sealed class Linear : ILayerNodes
{
    /// <inheritdoc/>
    public string Kind => "linear";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input)
    {
        if (layer.Input.Count == 1)
        {
            return graph.Node(layer, "Gemm", [input, .. layer.Parameters.Select(entry => entry.Name)], Attribute.Of("transB", 1));
        }

        var weight = graph.Node(layer, "Transpose", [layer.Parameters[0].Name], Attribute.Of("perm", [1, 0]));
        var product = graph.Node(layer, "MatMul", [input, weight]);
        return layer.Parameters.Count == 1 ? product : graph.Node(layer, "Add", [product, layer.Parameters[1].Name]);
    }
}
