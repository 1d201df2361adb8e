namespace OrleansFederation.Modeling.Layers;

/// <summary>Gemm with the weight as PyTorch stores it, outputs first; for sequences MatMul, since Gemm takes two axes only.</summary>
internal sealed class Linear : ILayerNodes
{
    /// <inheritdoc/>
    public string Kind => "linear";

    /// <inheritdoc/>
    public string Add(GraphBuilder graph, LayerPlan layer, string input)
    {
        var weight = AdaptedWeight.Of(graph, layer, "weight");
        string[] bias = layer.Spec.Arguments["bias"] != 0 ? [layer.Parameters[1].Name] : [];
        if (layer.Input.Count == 1)
        {
            return graph.Node(layer, "Gemm", [input, weight, .. bias], Attribute.Of("transB", 1));
        }

        var product = graph.Node(layer, "MatMul", [input, graph.Node(layer, "Transpose", [weight], Attribute.Of("perm", [1, 0]))]);
        return bias.Length == 0 ? product : graph.Node(layer, "Add", [product, bias[0]]);
    }
}
